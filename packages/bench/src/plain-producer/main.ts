/**
 * What an HTTP way in is held against: the very messages it wrote, read into memory beforehand, appended to another
 * topic by a producer of kafkajs. As many messages a send and as many sends under way as there are in and of requests.
 * Prints the seconds it took, and ends.
 */
import { Kafka, logLevel, type Message } from 'kafkajs';

export interface ProducerSettings {
  readonly brokers: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly messages: number;
  /** Sent beforehand, to warm up; part of `messages`. */
  readonly warmUp: number;
  readonly perSend: number;
  readonly sendsAtOnce: number;
}

const settings = JSON.parse(process.argv[2] ?? '{}') as ProducerSettings;
const kafka = new Kafka({
  brokers: [...settings.brokers],
  clientId: 'plain-producer',
  logLevel: logLevel.WARN,
});

const messages = await read();
const producer = kafka.producer({ allowAutoTopicCreation: false });
await producer.connect();
await send(messages.slice(0, settings.warmUp));
const began = performance.now();
await send(messages.slice(settings.warmUp));
console.log(JSON.stringify({ seconds: (performance.now() - began) / 1_000 }));
await producer.disconnect();

async function read(): Promise<Message[]> {
  const consumer = kafka.consumer({ groupId: `plain-producer-${process.pid}`, maxWaitTimeInMs: 100 });
  const read: Message[] = [];
  await consumer.connect();
  await consumer.subscribe({ topics: [settings.from], fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        autoCommit: false,
        eachBatch: async ({ batch }) => {
          for (const { key, value, headers } of batch.messages) {
            const copy: Message = { key: key && Buffer.from(key), value: value && Buffer.from(value) };
            read.push(headers === undefined ? copy : { ...copy, headers });
          }
          if (read.length >= settings.messages) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return read;
}

async function send(list: readonly Message[]): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < list.length) {
      const batch = list.slice(next, next + settings.perSend);
      next += settings.perSend;
      await producer.send({ topic: settings.to, messages: batch, acks: -1 });
    }
  };
  await Promise.all(Array.from({ length: settings.sendsAtOnce }, worker));
}
