import { stackFromEnv } from './stack-from-env.ts';
import { uniqueName } from './unique-name.ts';

describe('the stack of a test', () => {
  it('is read from the environment', () => {
    const env = {
      STAMKUNDE_BROKERS: '127.0.0.1:1, 127.0.0.1:2',
      STAMKUNDE_MONGO_URI: 'mongodb://127.0.0.1:3',
      STAMKUNDE_REGISTRY_URL: 'http://127.0.0.1:4',
    };
    expect(stackFromEnv(env)).toEqual({
      brokers: ['127.0.0.1:1', '127.0.0.1:2'],
      mongoUri: 'mongodb://127.0.0.1:3',
      registryUrl: 'http://127.0.0.1:4',
    });
  });

  it('names every part that is missing', () => {
    expect(() => stackFromEnv({ STAMKUNDE_BROKERS: '127.0.0.1:1' })).toThrow(
      'STAMKUNDE_MONGO_URI, STAMKUNDE_REGISTRY_URL not set',
    );
  });
});

describe('a unique name', () => {
  it('suits Kafka and MongoDB and is never given twice', () => {
    const names = Array.from({ length: 100 }, () => uniqueName('Order lines: æøå / "x"'.repeat(4)));
    expect(new Set(names).size).toBe(100);
    for (const name of names) expect(name).toMatch(/^[a-z0-9-]{1,60}$/);
  });
});
