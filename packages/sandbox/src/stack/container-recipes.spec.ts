import { containerRecipes, imageEnvironment, imageOf } from './container-recipes.ts';
import type { Profile } from './part.ts';

const profile: Profile = { profile: 'small', kafkaSettings: {} };
const place = { host: '127.0.0.1', port: 20_001, profile, dataName: undefined };

describe('a part in a container', () => {
  it('listens on the same port inside and outside, because it tells that port to its clients', () => {
    const kafka = containerRecipes.kafka('apache/kafka:4', place);
    expect(kafka.environment['KAFKA_LISTENERS']).toContain('PLAINTEXT://0.0.0.0:20001');
    expect(kafka.environment['KAFKA_ADVERTISED_LISTENERS']).toBe('PLAINTEXT://127.0.0.1:20001');
    expect(containerRecipes.mongo('mongo:8', place).command?.join(' ')).toContain(
      '--bind_ip 0.0.0.0 --port 20001',
    );
    expect(containerRecipes.registry('apicurio', place).environment['QUARKUS_HTTP_PORT']).toBe('20001');
  });

  it('belongs to the same cluster each time when its data is kept', () => {
    const clusterOf = (dataName: string | undefined) =>
      containerRecipes.kafka('apache/kafka:4', { ...place, dataName }).environment['CLUSTER_ID'];
    expect(clusterOf('stamkunde-kafka-1')).toBe(clusterOf('stamkunde-kafka-1'));
    expect(clusterOf('stamkunde-kafka-1')).not.toBe(clusterOf('stamkunde-kafka-2'));
    expect(clusterOf('stamkunde-kafka-1')).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/);
    expect(clusterOf(undefined)).not.toBe(clusterOf(undefined));
  });

  it('is reached directly on another machine, where the address that MongoDB knows means nothing', () => {
    expect(containerRecipes.mongo('mongo:8', place).address).toBe(
      'mongodb://127.0.0.1:20001/?replicaSet=rs0',
    );
    expect(containerRecipes.mongo('mongo:8', { ...place, host: 'docker.example' }).address).toBe(
      'mongodb://docker.example:20001/?directConnection=true',
    );
  });
});

describe('an image', () => {
  it('is the official one, or the one that the environment names', () => {
    expect(imageOf('mongo', {})).toBe('mongo:8');
    expect(imageOf('mongo', { STAMKUNDE_MONGO_IMAGE: '' })).toBe('mongo:8');
    expect(imageOf('kafka', { STAMKUNDE_KAFKA_IMAGE: 'mirror/kafka:4' })).toBe('mirror/kafka:4');
  });

  it('is given broker properties in the spelling of its start script', () => {
    expect(imageEnvironment({ 'log.dirs': '/d', 'a.b-c_d': '1' })).toEqual({
      KAFKA_LOG_DIRS: '/d',
      KAFKA_A_B___C__D: '1',
    });
  });
});
