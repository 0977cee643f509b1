import { type OrderLineFact, reader, type SchemaRegistry, topics } from '@stamkunde/contracts';
import { type Followed, type Following, followTopic, type KafkaConnection } from '@stamkunde/stream';

/** Tells of each order fact on the topic, from its beginning on; for specs that look at what has arrived. */
export function followFacts(
  connection: KafkaConnection,
  registry: SchemaRegistry,
  onFact: (fact: OrderLineFact, message: Followed['message']) => void,
): Promise<Following> {
  const values = reader(topics.orderLines, registry);
  return followTopic(connection, topics.orderLines.name, {
    from: 'beginning',
    onMessages: async (messages) => {
      for (const { message } of messages) {
        const bytes = message.value ?? Buffer.alloc(0);
        await values.learn(bytes);
        const result = values.read(bytes);
        if ('value' in result) onFact(result.value, message);
      }
    },
  });
}
