import {
  lookUpSchema,
  RegistryUnavailable,
  registerSchema,
  type SchemaRegistry,
  type Topic,
  type Writer,
  writer,
} from '@stamkunde/contracts';
import { Unavailable } from '@stamkunde/stream';
import { ConfigFault } from '../config/read-config.ts';

/**
 * A writer of a topic's values under the id its newest schema has in the registry. Throws `Unavailable` when the
 * registry is away, `ConfigFault` when nobody has registered the schema.
 *
 * @param register registers the schema first: for one's own machine; elsewhere that is somebody's decision
 */
export async function openWriter<T>(
  topic: Topic<T>,
  registry: SchemaRegistry,
  register: boolean,
): Promise<Writer<T>> {
  try {
    const id = register ? await registerSchema(topic, registry) : await lookUpSchema(topic, registry);
    if (id !== undefined) return writer(topic, id);
  } catch (error) {
    throw error instanceof RegistryUnavailable ? new Unavailable('registry', error) : error;
  }
  throw new ConfigFault([
    {
      env: 'STAMKUNDE_REGISTRY_URL',
      wrong: `names a registry without the schema of ${topic.name}`,
      expected: 'one in which the schemas are registered (REGISTER_SCHEMAS=true does it at start)',
      sentence: 'Schema registry that speaks the Confluent protocol, with its base path.',
    },
  ]);
}
