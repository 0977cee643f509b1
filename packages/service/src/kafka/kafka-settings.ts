import { connectKafka, type KafkaConnection, type KafkaSettings } from '@stamkunde/stream';
import { z } from 'zod';
import { ConfigFault, type SettingFault } from '../config/read-config.ts';
import { type Config, commaSeparated, type Setting, secret, setting } from '../config/setting.ts';
import type { Log } from '../log/create-log.ts';

const saslMechanism = setting(
  'KAFKA_SASL_MECHANISM',
  z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
  'How this process proves itself to the brokers; not at all while it is not set.',
);
const saslUsername = setting(
  'KAFKA_SASL_USERNAME',
  z.string().min(1).optional(),
  'Who this process is to the brokers.',
);
const saslPassword = secret(
  'KAFKA_SASL_PASSWORD',
  z.string().min(1).optional(),
  'The password that goes with it.',
);

/** The way to Kafka and to the schemas of its topics. Spread them into a service's own, as `processSettings`. */
export const kafkaSettings = {
  brokers: setting(
    'STAMKUNDE_BROKERS',
    commaSeparated(),
    'Kafka brokers as host:port, separated by commas; a few of them will do.',
  ),
  tls: setting(
    'KAFKA_TLS',
    z.stringbool().default(false),
    'Speaks TLS with the brokers; NODE_EXTRA_CA_CERTS names a certificate authority of your own.',
  ),
  saslMechanism,
  saslUsername,
  saslPassword,
  topicPrefix: setting(
    'TOPIC_PREFIX',
    z.string().max(100).default(''),
    'Stands before every topic name and the name of every consumer group, so that several systems can share a cluster.',
  ),
  registryUrl: setting(
    'STAMKUNDE_REGISTRY_URL',
    z.url(),
    'Schema registry that speaks the Confluent protocol, with its base path, and user and password if it asks for them.',
  ),
  registerSchemas: setting(
    'REGISTER_SCHEMAS',
    z.stringbool().default(false),
    'Registers the schemas of the topics written here at start; otherwise they must be registered already.',
  ),
};

/**
 * The way to Kafka that is set; nothing is connected yet. Throws `ConfigFault` when a way to prove oneself is only half
 * set.
 *
 * @param log gets what kafkajs complains of
 */
export function kafkaConnection(
  config: Config<typeof kafkaSettings>,
  clientId: string,
  log?: Log,
): KafkaConnection {
  const { brokers, topicPrefix, tls } = config;
  const sasl = saslOf(config);
  return connectKafka({
    brokers,
    clientId,
    topicPrefix,
    tls,
    ...(sasl && { sasl }),
    ...(log && {
      onWarning: (message) => log.warn('kafka complains', { dependency: 'kafka', detail: message }),
    }),
  });
}

function saslOf(config: Config<typeof kafkaSettings>): KafkaSettings['sasl'] {
  const { saslMechanism: mechanism, saslUsername: username, saslPassword: password } = config;
  if (mechanism !== undefined && username !== undefined && password !== undefined)
    return { mechanism, username, password };
  const parts = [
    { given: mechanism, of: saslMechanism, expected: 'one of plain, scram-sha-256, scram-sha-512' },
    { given: username, of: saslUsername, expected: 'text' },
    { given: password, of: saslPassword, expected: 'text' },
  ];
  const missing = parts.filter(({ given }) => given === undefined);
  if (missing.length === parts.length) return undefined;
  throw new ConfigFault(missing.map(({ of, expected }) => missingBeside(of, expected)));
}

function missingBeside({ env, sentence }: Setting, expected: string): SettingFault {
  return { env, wrong: 'is not set, and the others of KAFKA_SASL_… are', expected, sentence };
}
