import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type ISocketFactory, Partitioners, type Producer } from 'kafkajs';
import type { KafkaConnection } from './connect-kafka.ts';
import type { BatchInHand } from './in-hand.ts';
import type { Round } from './send-rounds.ts';
import { Unavailable } from './unavailable.ts';

export interface FencedProducer {
  connect(): Promise<void>;
  /** Sends one request on behalf of a batch, and nothing of it once the batch is outdated. One at a time. */
  send(round: Round, batch: BatchInHand | undefined): Promise<void>;
  disconnect(): Promise<void>;
}

const KEEP_ALIVE_MS = 60_000;

/** How soon partitions that were added are known of. */
const METADATA_MAX_AGE_MS = 30_000;

/** Kafka's number of the request that carries messages. */
const PRODUCE = 0;

/**
 * An idempotent producer that speaks only for a batch that is still ours. Asked before the send alone, a process that is
 * stopped in the middle of it and woken after its heirs have gone on would still write what it was about to: between the
 * question and the socket lie several turns of the event loop, and every retry. So the socket asks once more, in the
 * very call that hands the bytes to the system; an outdated request closes the connection instead.
 */
export function fencedProducer(connection: KafkaConnection, retriesMax: number): FencedProducer {
  let speakingFor: BatchInHand | undefined;

  const sockets: ISocketFactory = ({ host, port, ssl, onConnect }) => {
    const socket = ssl
      ? connectTls({ host, port, servername: host, ...ssl }, onConnect)
      : connectTcp({ host, port }, onConnect);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
    socket.write = ((bytes: unknown, ...rest: unknown[]) => {
      // Four bytes of length come first, then the number of the request.
      const isProduce = Buffer.isBuffer(bytes) && bytes.length > 6 && bytes.readInt16BE(4) === PRODUCE;
      if (!isProduce || speakingFor?.outdated() !== true) return write(bytes, ...rest);
      // With an error, or kafkajs would wait for the answer until its time is up.
      socket.destroy(new Error('the batch of this request is outdated'));
      return false;
    }) as typeof socket.write;
    return socket;
  };

  const producer: Producer = connection.kafkaOver(sockets).producer({
    idempotent: true,
    maxInFlightRequests: 1,
    metadataMaxAge: METADATA_MAX_AGE_MS,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: retriesMax },
  });

  return {
    connect: () => producer.connect(),

    async send(round, batch) {
      speakingFor = batch;
      const topicMessages = [...round].map(([topic, messages]) => ({
        topic: connection.nameOf(topic),
        messages,
      }));
      try {
        const answers = await producer.sendBatch({ topicMessages, acks: -1 });
        for (const { topic, messages } of topicMessages) {
          const answered = new Set(answers.flatMap((one) => (one.topicName === topic ? one.partition : [])));
          // kafkajs leaves out, without a word, what is for a partition it has not heard of yet.
          const left = messages.find(({ partition }) => partition !== undefined && !answered.has(partition));
          if (left !== undefined)
            throw new Unavailable('kafka', `nobody has taken ${topic}/${left.partition}`);
        }
      } finally {
        speakingFor = undefined;
      }
    },

    disconnect: () => producer.disconnect().catch(() => undefined),
  };
}
