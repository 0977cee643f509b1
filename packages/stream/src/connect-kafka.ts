import { type ISocketFactory, Kafka, type KafkaConfig, type logCreator, logLevel } from 'kafkajs';
import { installFastProduce } from './fast-produce.ts';
import { installFastRecords } from './fast-records.ts';

installFastProduce();
installFastRecords();

/** Where Kafka is, and how this process is known and proves itself there. */
export interface KafkaSettings {
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** Stands before every topic name, so that several systems can share a cluster; empty by default. */
  readonly topicPrefix?: string;
  /** TLS with the system's certificate authorities. */
  readonly tls?: boolean;
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
  /** Gets what kafkajs says at level warning or worse. Its texts hold positions and broker names, no payload. */
  readonly onWarning?: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** The way to Kafka, and what is known of it. */
export interface KafkaConnection {
  readonly kafka: Kafka;
  /** The same with sockets of one's own making. */
  readonly kafkaOver: (sockets: ISocketFactory) => Kafka;
  /** The name a topic has on the brokers. */
  readonly nameOf: (topic: string) => string;
  /** When kafkajs last complained, in milliseconds of `performance.now()`. */
  readonly troubledAt: () => number;
}

/**
 * The way to Kafka; nothing is connected yet. Retries go on for ever with short waits: whoever uses the connection
 * bounds them, because kafkajs cannot tell an outage of a minute from one of a day, and gives up after both.
 */
export function connectKafka(settings: KafkaSettings): KafkaConnection {
  let troubledAt = Number.NEGATIVE_INFINITY;
  const toWarning: logCreator =
    () =>
    ({ log }) => {
      const { message, logger: _logger, timestamp: _timestamp, ...fields } = log;
      troubledAt = performance.now();
      settings.onWarning?.(message, fields);
    };
  const config: KafkaConfig = {
    brokers: [...settings.brokers],
    clientId: settings.clientId,
    ...(settings.tls === true ? { ssl: true } : {}),
    ...(settings.sasl === undefined ? {} : { sasl: saslOf(settings.sasl) }),
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: Number.MAX_SAFE_INTEGER },
    logLevel: logLevel.WARN,
    logCreator: toWarning,
  };
  const prefix = settings.topicPrefix ?? '';
  return {
    kafka: new Kafka(config),
    kafkaOver: (socketFactory) => new Kafka({ ...config, socketFactory }),
    nameOf: (topic) => `${prefix}${topic}`,
    troubledAt: () => troubledAt,
  };
}

function saslOf({ mechanism, username, password }: NonNullable<KafkaSettings['sasl']>) {
  if (mechanism === 'plain') return { mechanism, username, password } as const;
  if (mechanism === 'scram-sha-256') return { mechanism, username, password } as const;
  return { mechanism, username, password } as const;
}
