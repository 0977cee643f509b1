import { type Reader, RegistryUnavailable } from '@stamkunde/contracts';
import { eventually } from '@stamkunde/testing';
import type { KafkaMessage } from 'kafkajs';
import { inHand } from './in-hand.ts';
import { Lane, type LaneOptions } from './lane.ts';
import { streamDefaults } from './settings.ts';
import { Slot } from './slot.ts';
import type { StreamEvents } from './stream-events.ts';
import { Unavailable } from './unavailable.ts';

const silent = new Proxy({} as StreamEvents, { get: () => () => undefined });

/** Values are texts; those that begin with `unknown` need a schema first. */
function textReader(): Reader<string> & { known: boolean; away: boolean } {
  return {
    known: false,
    away: false,
    learn(bytes) {
      if (this.known || !bytes.toString().startsWith('unknown')) return undefined;
      return this.away
        ? Promise.reject(new RegistryUnavailable('away'))
        : Promise.resolve().then(() => {
            this.known = true;
          });
    },
    read: (bytes) => ({ value: bytes.toString() }),
  };
}

const lanes: Lane<string>[] = [];
afterEach(async () => {
  await Promise.all(lanes.splice(0).map((lane) => lane.stop()));
});

function laneWith(options: Partial<LaneOptions<string>>): Lane<string> {
  const lane = new Lane<string>({
    topic: 'order-lines',
    verb: async () => [],
    reader: textReader(),
    keyOf: () => 'k',
    settings: { ...streamDefaults, retryWaitMinMs: 1, retryWaitMaxMs: 5 },
    events: silent,
    refuse: async () => undefined,
    fenced: () => false,
    onDone: () => undefined,
    onBug: (error) => {
      throw error;
    },
    ...options,
  });
  lanes.push(lane);
  return lane;
}

function slotWith(partition: number, ...values: readonly string[]): Slot {
  const slot = new Slot('order-lines', partition);
  slot.push(values.map((value, offset) => message(offset, 'k', value)));
  return slot;
}

function message(offset: number, key: string, value: string): KafkaMessage {
  const said = { key: Buffer.from(key), value: Buffer.from(value), headers: {} };
  return { offset: String(offset), ...said } as unknown as KafkaMessage;
}

describe('a lane', () => {
  it('takes no more messages at once than it may, and none is left behind', async () => {
    const sizes: number[] = [];
    const lane = laneWith({
      settings: { ...streamDefaults, batchMessagesMax: 3 },
      verb: async (batch) => {
        sizes.push(batch.length);
        return [];
      },
    });
    lane.add(slotWith(0, 'a', 'b', 'c', 'd'));
    lane.add(slotWith(1, 'e', 'f', 'g'));
    lane.start();
    await eventually(() => expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(7));
    expect(Math.max(...sizes)).toBe(3);
  });

  it('handles some keys of a batch at a time, all of what one key has to say together, and what fails again alone', async () => {
    const seen: string[][] = [];
    const done: number[] = [];
    const lane = laneWith({
      settings: { ...streamDefaults, retryWaitMinMs: 1, retryWaitMaxMs: 5, sliceKeysMax: 2 },
      keyOf: (value) => value.charAt(0),
      verb: async (batch) => {
        const values = batch.map(({ value }) => value);
        seen.push(values);
        if (values.includes('c1') && seen.length < 4) throw new Unavailable('mongodb', 'away');
        return [];
      },
      onDone: ({ done: offset = 0 }) => void done.push(offset, seen.length),
    });
    const slot = new Slot('order-lines', 0);
    slot.push(
      ['a1', 'b1', 'a2', 'c1', 'd1', 'c2', 'e1'].map((value, at) => message(at, value.charAt(0), value)),
    );
    lane.add(slot);
    lane.start();
    await eventually(() => expect(done).toHaveLength(2));
    expect(seen.filter((values) => !values.includes('c1'))).toEqual([['a1', 'a2', 'b1'], ['e1']]);
    expect(new Set(seen.map(String))).toEqual(new Set(['a1,a2,b1', 'c1,c2,d1', 'e1']));
    expect(done).toEqual([7, seen.length]);
  });

  it('lets a partition that waits for a schema wait alone', async () => {
    const seen: string[] = [];
    const reader = textReader();
    reader.away = true;
    const lane = laneWith({
      reader,
      verb: async (batch) => {
        seen.push(...batch.map(({ value }) => value));
        return [];
      },
    });
    lane.add(slotWith(0, 'before', 'unknown', 'after'));
    lane.add(slotWith(1, 'other'));
    lane.start();
    await eventually(() => expect(seen.sort()).toEqual(['before', 'other']));
    reader.away = false;
    await eventually(() => expect(seen.slice(2)).toEqual(['unknown', 'after']));
  });

  it('refuses a value under a foreign key: its kin are on another partition', async () => {
    const reasons: string[] = [];
    const lane = laneWith({
      keyOf: (value) => (value === 'stray' ? 'elsewhere' : 'k'),
      refuse: async (refused) => {
        reasons.push(...refused.map(({ reason, message }) => `${reason} ${String(message.value)}`));
      },
    });
    lane.add(slotWith(0, 'a', 'stray', 'b'));
    lane.start();
    await eventually(() => expect(reasons).toEqual(['wrong-key stray']));
  });

  it('counts nothing as done before its refusals are kept', async () => {
    const order: string[] = [];
    let away = 2;
    const slot = slotWith(0, 'bad');
    const lane = laneWith({
      verb: async () => [{ index: 0, reason: 'bad', detail: 'is bad' }],
      refuse: async () => {
        if (away-- > 0) throw new Unavailable('kafka', 'away');
        order.push('kept');
      },
      onDone: () => order.push('done'),
    });
    lane.add(slot);
    lane.start();
    await eventually(() => expect(order).toEqual(['kept', 'done']));
    expect(slot.done).toBe(1);
  });

  it('whose partitions become others while it takes up a long batch drops it, and goes on with the new ones', async () => {
    const seen: string[] = [];
    const reader = textReader();
    let isGivenAway = false;
    const lane = laneWith({
      reader: {
        ...reader,
        learn: () => {
          if (!isGivenAway) setImmediateOnce();
          return undefined;
        },
      },
      verb: async (batch) => {
        seen.push(...batch.map(({ value }) => value));
        return [];
      },
    });
    const setImmediateOnce = () => {
      isGivenAway = true;
      // Runs while the lane lets others have the event loop, and before it looks again.
      setImmediate(() => {
        lane.release();
        lane.add(slotWith(1, 'new'));
        lane.wake();
      });
    };
    const long = slotWith(0, ...Array.from({ length: 3_000 }, (_, number) => `old ${number}`));
    lane.add(long);
    lane.start();
    await eventually(() => expect(seen).toEqual(['new']));
    expect(long.done).toBeUndefined();
  });

  it('whose partitions were given away finishes its batch, and it counts for nothing', async () => {
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const outdated: (boolean | undefined)[] = [];
    const done: Slot[] = [];
    let finished = false;
    const lane = laneWith({
      verb: async () => {
        outdated.push(inHand.getStore()?.outdated());
        await gate;
        outdated.push(inHand.getStore()?.outdated());
        finished = true;
        return [];
      },
      onDone: (slot) => done.push(slot),
    });
    lane.add(slotWith(0, 'a'));
    lane.start();
    await eventually(() => expect(outdated).toEqual([false]));
    lane.release();
    go();
    await eventually(() => expect(finished).toBe(true));
    expect(outdated).toEqual([false, true]);
    expect(done).toEqual([]);
  });

  it('gives up a batch that waits for what is away once its partitions are given away', async () => {
    let attempts = 0;
    const lane = laneWith({
      verb: async () => {
        attempts++;
        throw new Unavailable('mongodb', 'away');
      },
    });
    lane.add(slotWith(0, 'a'));
    lane.start();
    await eventually(() => expect(attempts).toBeGreaterThan(2));
    lane.release();
    await eventually(() => expect(lane.busy).toBe(false));
  });

  it('ends with anything that is neither bad data nor an outage', async () => {
    const bugs: unknown[] = [];
    const lane = laneWith({
      verb: async () => {
        throw new TypeError('no function');
      },
      onBug: (error) => bugs.push(error),
    });
    const slot = slotWith(0, 'a');
    lane.add(slot);
    lane.start();
    await eventually(() => expect(bugs).toHaveLength(1));
    expect(slot.done).toBeUndefined();
  });
});
