import { readConfig } from '../config/read-config.ts';
import { kafkaConnection, kafkaSettings } from './kafka-settings.ts';

const needed = { STAMKUNDE_BROKERS: 'a:9092,b:9092', STAMKUNDE_REGISTRY_URL: 'http://registry/' };
const connected = (env: Record<string, string>) =>
  kafkaConnection(readConfig(kafkaSettings, { ...needed, ...env }), 'x');

describe('the way to Kafka', () => {
  it('is open without TLS and without a password unless they are set', () => {
    expect(connected({ TOPIC_PREFIX: 'blue-' }).nameOf('orders')).toBe('blue-orders');
  });

  it.each(['plain', 'scram-sha-256', 'scram-sha-512'])('takes TLS and %s', (mechanism) => {
    const env = { KAFKA_TLS: 'true', KAFKA_SASL_MECHANISM: mechanism };
    const connection = connected({ ...env, KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'p' });
    expect(connection.nameOf('orders')).toBe('orders');
  });

  it('names every part that is missing of a proof that is only half set, and no value', () => {
    const half = () => connected({ KAFKA_SASL_PASSWORD: 'hunter2' });
    expect(half).toThrow(/KAFKA_SASL_MECHANISM is not set[\s\S]*KAFKA_SASL_USERNAME is not set/);
    expect(half).not.toThrow(/hunter2/);
  });
});
