import type { Consumer, Kafka } from 'kafkajs';
import { ConsumerLoop } from './consumer-loop.ts';
import { streamDefaults } from './settings.ts';
import type { StreamEvents } from './stream-events.ts';

const silent = new Proxy({} as StreamEvents, { get: () => () => undefined });

/** A kafkajs whose consumers say what they are told to say, in the words of its events. */
function kafka() {
  const consumers: { says: (event: string, payload?: unknown) => void; disconnected: boolean }[] = [];
  const consumer = () => {
    const listeners = new Map<string, (event: { payload: unknown }) => void>();
    const one = {
      says: (event: string, payload: unknown = {}) => listeners.get(event)?.({ payload }),
      disconnected: false,
    };
    consumers.push(one);
    return {
      events: new Proxy({}, { get: (_, name) => name }),
      on: (event: string, listener: (event: { payload: unknown }) => void) => listeners.set(event, listener),
      connect: async () => undefined,
      subscribe: async () => undefined,
      run: async () => undefined,
      disconnect: async () => {
        one.disconnected = true;
      },
    } as unknown as Consumer;
  };
  const admin = () => ({ disconnect: async () => undefined });
  return { consumers, kafka: { consumer, admin } as unknown as Kafka };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const loops: ConsumerLoop[] = [];
afterEach(async () => {
  await Promise.all(loops.splice(0).map((loop) => loop.stop()));
});

/** A loop that has joined its group. */
async function joinedLoop() {
  const { consumers, kafka: scripted } = kafka();
  const loop = new ConsumerLoop({
    connection: {
      kafka: scripted,
      kafkaOver: () => scripted,
      nameOf: (topic) => topic,
      troubledAt: () => 0,
    },
    groupId: 'group',
    lanes: new Map(),
    progress: undefined,
    settings: streamDefaults,
    events: silent,
    onAssigned: () => undefined,
    onBug: (error) => {
      throw error;
    },
    onNotice: () => undefined,
  });
  loops.push(loop);
  await loop.start();
  consumers[0]?.says('GROUP_JOIN', { memberAssignment: {} });
  return { loop, consumers };
}

describe('when the group gives out its partitions anew', () => {
  it('nothing may be said until it has', async () => {
    const { loop, consumers } = await joinedLoop();
    expect(loop.fenced()).toBe(false);
    consumers[0]?.says('REBALANCING');
    expect(loop.fenced()).toBe(true);
    consumers[0]?.says('GROUP_JOIN', { memberAssignment: {} });
    expect(loop.fenced()).toBe(false);
  });

  it("a heartbeat on the way of joining is nobody's doubt", async () => {
    const { consumers } = await joinedLoop();
    consumers[0]?.says('REBALANCING');
    consumers[0]?.says('HEARTBEAT');
    await settled();
    expect(consumers).toHaveLength(1);
  });
});

describe('when joining again has failed and the brokers answer as if nothing had been', () => {
  it('another consumer joins, and until then nothing may be said', async () => {
    const { loop, consumers } = await joinedLoop();
    consumers[0]?.says('REBALANCING');
    consumers[0]?.says('FETCH_START');
    consumers[0]?.says('HEARTBEAT');
    await settled();
    expect(consumers.map(({ disconnected }) => disconnected)).toEqual([true, false]);
    // What the first one still hears is not for us: it has left.
    consumers[0]?.says('GROUP_JOIN', { memberAssignment: {} });
    expect(loop.fenced()).toBe(true);
    consumers[1]?.says('GROUP_JOIN', { memberAssignment: {} });
    expect(loop.fenced()).toBe(false);
  });

  it('one other consumer joins, however often it hears of them', async () => {
    const { consumers } = await joinedLoop();
    consumers[0]?.says('REBALANCING');
    consumers[0]?.says('FETCH_START');
    consumers[0]?.says('HEARTBEAT');
    consumers[0]?.says('HEARTBEAT');
    consumers[0]?.says('CRASH', { error: new Error('closed') });
    await settled();
    expect(consumers).toHaveLength(2);
  });
});
