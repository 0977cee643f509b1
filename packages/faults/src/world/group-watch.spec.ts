import type { Lookout } from '@stamkunde/sandbox';
import { eventually } from '@stamkunde/testing';
import { GroupWatch } from './group-watch.ts';

const ends = new Map<string, number>();
const committed = new Map<string, number>();
const lookout: Lookout = {
  ends: async () => new Map(ends),
  committed: async () => new Map(committed),
  close: async () => undefined,
};

let watch: GroupWatch;

beforeEach(() => {
  for (const map of [ends, committed]) map.clear();
  ends.set('order-lines/0', 10).set('order-lines/1', 10);
  committed.set('order-lines/0', 10).set('order-lines/1', 10);
  watch = new GroupWatch(lookout, 'group');
  watch.start();
});

afterEach(() => watch.stop());

describe('a watch on a group', () => {
  it('sees one partition stand still while the other moves', async () => {
    await eventually(() => expect(watch.latest.done.size).toBe(2));
    ends.set('order-lines/0', 1_000).set('order-lines/1', 1_000);
    const moving = setInterval(
      () => committed.set('order-lines/1', (committed.get('order-lines/1') ?? 0) + 1),
      20,
    );
    await eventually(() => expect(watch.longestStandstillMs).toBeGreaterThan(600));
    clearInterval(moving);
  });

  it('does not take idleness for a standstill', async () => {
    await eventually(() => expect(watch.latest.done.size).toBe(2));
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(watch.longestStandstillMs).toBe(0);
  });

  it('takes the group for recovered when every partition with work has moved', async () => {
    ends.set('order-lines/0', 1_000).set('order-lines/1', 1_000);
    await watch.lifted();
    committed.set('order-lines/0', 20);
    await eventually(() => expect(watch.latest.done.get('order-lines/0')).toBe(20));
    expect(watch.isRecovering).toBe(true);
    committed.set('order-lines/1', 11);
    await eventually(() => expect(watch.isRecovering).toBe(false));
    expect(watch.recoveriesMs).toHaveLength(1);
  });
});
