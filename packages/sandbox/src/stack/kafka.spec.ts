import { javaFlagsOf, kafkaProperties, newClusterId } from './kafka.ts';

const at = {
  bind: '127.0.0.1',
  host: '127.0.0.1',
  port: 20_001,
  controllerPort: 20_002,
  dataDir: '/data',
  settings: {},
};

describe('the broker of a stack', () => {
  it('listens on the loopback address only, and says so to its clients', () => {
    const properties = kafkaProperties(at);
    expect(properties['listeners']).toBe('PLAINTEXT://127.0.0.1:20001,CONTROLLER://127.0.0.1:20002');
    expect(properties['advertised.listeners']).toBe('PLAINTEXT://127.0.0.1:20001');
    expect(Object.values(properties).join()).not.toMatch(/localhost|0\.0\.0\.0/);
  });

  it('needs no second broker for any of its own topics', () => {
    const properties = kafkaProperties(at);
    const copies = Object.entries(properties).filter(([key]) => /replication\.factor|min\.isr/.test(key));
    expect(copies).toHaveLength(5);
    expect(copies.every(([, value]) => value === '1')).toBe(true);
  });

  it('creates no topic by accident, and lets a caller replace any setting', () => {
    expect(kafkaProperties(at)['auto.create.topics.enable']).toBe('false');
    expect(kafkaProperties(at)['message.max.bytes']).toBeUndefined();
    const settings = { 'message.max.bytes': '65536', 'auto.create.topics.enable': 'true' };
    expect(kafkaProperties({ ...at, settings })).toMatchObject(settings);
  });

  it('has the full compiler and 1 GB for a benchmark, and less for tests', () => {
    expect(javaFlagsOf('benchmark')).toContain('-Xmx1g');
    expect(javaFlagsOf('benchmark').join()).not.toContain('TieredStopAtLevel');
    expect(javaFlagsOf('small')).toEqual(expect.arrayContaining(['-Xmx512m', '-XX:TieredStopAtLevel=1']));
  });

  it('has a cluster id in the form that Kafka takes', () => {
    for (let left = 200; left > 0; left--) expect(newClusterId()).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/);
  });
});
