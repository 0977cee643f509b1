import type { Admin, Consumer, EachBatchPayload } from 'kafkajs';
import { backOff } from './back-off.ts';
import { bounded, within } from './bounded.ts';
import type { KafkaConnection } from './connect-kafka.ts';
import { GroupMember } from './group-member.ts';
import { isBug } from './is-bug.ts';
import type { Lane } from './lane.ts';
import type { Position, ProgressStore } from './offsets.ts';
import type { StreamSettings } from './settings.ts';
import { Settler } from './settler.ts';
import { Slot } from './slot.ts';
import { startingPoint } from './starting-point.ts';
import type { OnNotice, StreamEvents } from './stream-events.ts';
import { topicOffsets } from './topic-offsets.ts';
import { Unavailable } from './unavailable.ts';

export interface ConsumerLoopOptions {
  readonly connection: KafkaConnection;
  readonly groupId: string;
  /** The lanes of each topic, by its name here; partition p goes to lane p modulo their number. */
  readonly lanes: ReadonlyMap<string, readonly Lane<unknown>[]>;
  readonly progress: ProgressStore | undefined;
  readonly settings: StreamSettings;
  readonly events: StreamEvents;
  /** The group gave out partitions anew: what is remembered of them may be outdated. */
  readonly onAssigned: () => void;
  readonly onBug: (error: unknown) => void;
  readonly onNotice: OnNotice;
}

/**
 * Fetches, hands messages over to lanes, and goes on fetching while they work; it never decides what is done. Stays
 * alive through any outage of Kafka.
 */
export class ConsumerLoop {
  private readonly options: ConsumerLoopOptions;
  private readonly settler: Settler;
  private readonly namesHere: ReadonlyMap<string, string>;
  private readonly admin: Admin;
  private readonly member: GroupMember;
  private slots = new Map<string, Slot>();
  private assignments = 0;
  private opened: Promise<void> = Promise.resolve();
  private commitOffsets: EachBatchPayload['commitOffsetsIfNecessary'] | undefined;
  private stopping = false;
  private watch: NodeJS.Timeout | undefined;

  constructor(options: ConsumerLoopOptions) {
    this.options = options;
    const { connection, groupId, lanes, progress, settings, events, onBug, onNotice } = options;
    this.namesHere = new Map([...lanes.keys()].map((topic) => [connection.nameOf(topic), topic]));
    this.admin = connection.kafka.admin();
    this.member = new GroupMember({
      connection,
      groupId,
      topics: [...this.namesHere.keys()],
      settings,
      events,
      onJoin: (consumer, assignment) => this.onJoin(consumer, assignment),
      onFetched: (payload) => this.onFetched(payload),
      onBug,
      onNotice,
    });
    this.settler = new Settler({
      progress,
      settings,
      events,
      onBug,
      commit: (positions) => this.commit(positions),
    });
  }

  /** Joins the group; returns once asked to, joined or not. */
  async start(): Promise<void> {
    for (const lane of this.everyLane()) lane.start();
    this.watch = setInterval(() => this.report(), 1_000);
    await this.member.join();
  }

  /** Whether the group has let us in. */
  get joined(): boolean {
    return this.member.joined;
  }

  /** A slot of a lane got further. */
  onDone(slot: Slot): void {
    this.settler.note(slot);
    const lane = this.laneOf(slot.topic, slot.partition);
    if (slot.paused && lane !== undefined && lane.bytes <= this.options.settings.laneBytesMax / 2)
      this.resume(lane);
  }

  /** True while the group may be giving our partitions to others, or have done so without our knowing. */
  fenced(): boolean {
    return this.member.fenced();
  }

  /** Whether each lane moves, or has nothing to do, or something is known to be away. */
  live(): boolean {
    const now = performance.now();
    const { stuckAfterMs } = this.options.settings;
    if (now - this.options.connection.troubledAt() < stuckAfterMs) return true;
    return this.everyLane().every((lane) => !lane.busy || now - lane.tickedAt < stuckAfterMs);
  }

  /**
   * Stops fetching, lets each lane finish its batch, writes down how far it got, leaves the group. Bounded by
   * `drainTimeoutMs`; what is not done by then is done again by the next owner.
   */
  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.watch);
    const { drainTimeoutMs } = this.options.settings;
    await bounded(Promise.all(this.everyLane().map((lane) => lane.stop())), drainTimeoutMs);
    await bounded(this.settler.flush(), drainTimeoutMs / 4);
    await bounded(this.member.leave(), drainTimeoutMs / 4);
    await bounded(this.admin.disconnect(), drainTimeoutMs / 4);
  }

  /** Runs before anything of the new assignment is fetched. */
  private onJoin(consumer: Consumer, assignment: Readonly<Record<string, readonly number[]>>): void {
    for (const lane of this.everyLane()) lane.release();
    const before = this.slots;
    this.slots = new Map();
    for (const [name, partitions] of Object.entries(assignment)) {
      const topic = this.namesHere.get(name);
      if (topic === undefined) continue;
      for (const partition of partitions) {
        const slot = new Slot(topic, partition);
        this.slots.set(`${topic}/${partition}`, slot);
        this.laneOf(topic, partition)?.add(slot);
      }
    }
    for (const [place, slot] of before) {
      if (!this.slots.has(place)) this.options.events.released(slot.topic, slot.partition);
      if (slot.paused) this.member.resume(this.options.connection.nameOf(slot.topic), [slot.partition]);
    }
    this.options.onAssigned();
    this.opened = this.open(consumer, ++this.assignments, [...this.slots.values()]).catch(this.options.onBug);
  }

  /**
   * Sets each partition back to what the store has, where that is less than what was committed: a store that lost its
   * last writes gets them again. Nothing of the assignment is handled before.
   */
  private async open(consumer: Consumer, assignment: number, slots: readonly Slot[]): Promise<void> {
    const { progress, connection, groupId, settings, events, onNotice } = this.options;
    if (slots.length === 0) return;
    const waits = backOff(settings.retryWaitMinMs, settings.retryWaitMaxMs);
    while (this.assignments === assignment && !this.stopping) {
      try {
        const saved = await this.saved(slots);
        const committed = await this.committed(groupId, [...new Set(slots.map(({ topic }) => topic))]);
        const known = slots.map((slot) => {
          const place = `${slot.topic}/${slot.partition}`;
          return {
            slot,
            place,
            committed: committed.get(place),
            saved: progress === undefined ? ('none' as const) : saved.get(place),
          };
        });
        const behind = known.filter((one) => startingPoint({ ...one, end: undefined }).seek);
        const ends = await this.ends(new Set(behind.map(({ slot }) => slot.topic)));
        if (this.assignments !== assignment) return;
        for (const { slot, place, ...offsets } of known) {
          const { next, seek, readAgainUntil } = startingPoint({ ...offsets, end: ends.get(place) });
          slot.next = next;
          slot.readAgainUntil = readAgainUntil;
          if (!seek || next === undefined) continue;
          const { topic, partition } = slot;
          const detail = `committed ${offsets.committed}`;
          onNotice('store is behind the commit, reading again', { topic, partition, offset: next, detail });
          consumer.seek({ topic: connection.nameOf(topic), partition, offset: String(next) });
        }
        return;
      } catch (error) {
        if (isBug(error)) throw error;
        events.retry(error instanceof Unavailable ? error.dependency : 'kafka');
        await new Promise((resolve) => setTimeout(resolve, waits.next()));
      }
    }
  }

  /** How far the store says that these are, by place. */
  private async saved(slots: readonly Slot[]): Promise<Map<string, number>> {
    const found = (await this.options.progress?.load(slots)) ?? [];
    return new Map(found.map(({ topic, partition, offset }) => [`${topic}/${partition}`, offset]));
  }

  private async committed(groupId: string, names: readonly string[]): Promise<Map<string, number>> {
    try {
      await this.admin.connect();
      const topics = names.map(this.options.connection.nameOf);
      const fetched = await this.admin.fetchOffsets({ groupId, topics });
      return new Map(
        fetched.flatMap(({ topic, partitions }) =>
          partitions
            .filter(({ offset }) => Number(offset) >= 0)
            .map(
              ({ partition, offset }) =>
                [`${this.namesHere.get(topic)}/${partition}`, Number(offset)] as const,
            ),
        ),
      );
    } catch (error) {
      // Whatever it is, a TypeError included: kafkajs throws one where it loses the connection at the wrong moment.
      throw new Unavailable('kafka', error);
    }
  }

  /** Where the partitions of these topics end, by place. */
  private async ends(names: ReadonlySet<string>): Promise<Map<string, number>> {
    const ends = new Map<string, number>();
    try {
      for (const topic of names) {
        const offsets = await topicOffsets(this.admin, this.options.connection.nameOf(topic));
        for (const { partition, high } of offsets) ends.set(`${topic}/${partition}`, Number(high));
      }
    } catch (error) {
      // As above.
      throw new Unavailable('kafka', error);
    }
    return ends;
  }

  private async onFetched(payload: EachBatchPayload): Promise<void> {
    const { batch, heartbeat, resolveOffset, isStale, commitOffsetsIfNecessary } = payload;
    this.commitOffsets = commitOffsetsIfNecessary;
    // The group must not take an outage of the store for a dead member.
    for (let opened = false; !opened; ) {
      opened = await within(this.opened, this.options.settings.heartbeatIntervalMs / 2);
      if (!opened) await heartbeat();
    }
    const topic = this.namesHere.get(batch.topic);
    const slot = this.slots.get(`${topic}/${batch.partition}`);
    const lane = topic === undefined ? undefined : this.laneOf(topic, batch.partition);
    if (this.stopping || slot === undefined || lane === undefined || isStale()) return;
    // Where kafkajs has asked, as against where it had to: on an offset the broker no longer has it goes on at the
    // beginning of what is left, without a word.
    const asked = Number((batch as unknown as { fetchedOffset: string }).fetchedOffset);
    if (slot.next !== undefined && asked > slot.next) {
      this.options.events.offsetReset(slot.topic, slot.partition);
      this.options.onNotice('the broker no longer had our offset; facts may be gone', {
        topic: slot.topic,
        partition: slot.partition,
        offset: Number(batch.messages[0]?.offset),
        detail: `expected ${slot.next}`,
      });
    }
    slot.push(batch.messages);
    slot.next = Number(batch.lastOffset()) + 1;
    slot.end = Number(batch.highWatermark);
    resolveOffset(batch.lastOffset());
    if (lane.bytes > this.options.settings.laneBytesMax) this.pause(lane);
    lane.wake();
  }

  private async commit(positions: readonly Position[]): Promise<void> {
    if (positions.length === 0 || this.commitOffsets === undefined) return;
    const byTopic = Map.groupBy(positions, ({ topic }) => this.options.connection.nameOf(topic));
    try {
      // Not `consumer.commitOffsets`: that one retries for ever, also what a new generation must not repeat.
      await this.commitOffsets({
        topics: [...byTopic].map(([topic, list]) => ({
          topic,
          partitions: list.map(({ partition, offset }) => ({ partition, offset: String(offset) })),
        })),
      });
    } catch (error) {
      if (isBug(error)) throw error;
      throw new Unavailable('kafka', error);
    }
  }

  private pause(lane: Lane<unknown>): void {
    const slots = [...this.slots.values()].filter(
      (slot) => !slot.paused && this.laneOf(slot.topic, slot.partition) === lane,
    );
    for (const slot of slots) {
      slot.paused = true;
      this.member.pause(this.options.connection.nameOf(slot.topic), [slot.partition]);
    }
  }

  private resume(lane: Lane<unknown>): void {
    for (const slot of this.slots.values()) {
      if (!slot.paused || this.laneOf(slot.topic, slot.partition) !== lane) continue;
      slot.paused = false;
      this.member.resume(this.options.connection.nameOf(slot.topic), [slot.partition]);
    }
  }

  private report(): void {
    const oldest = new Map<string, number>();
    for (const slot of this.slots.values()) {
      this.options.events.lag(slot.topic, slot.partition, slot.lag);
      const head = slot.peek();
      const since = head === undefined ? 0 : Math.max(0, (Date.now() - Number(head.timestamp)) / 1_000);
      oldest.set(slot.topic, Math.max(oldest.get(slot.topic) ?? 0, since));
    }
    for (const [topic, seconds] of oldest) this.options.events.oldestUnhandled(topic, seconds);
  }

  private laneOf(topic: string, partition: number): Lane<unknown> | undefined {
    const lanes = this.options.lanes.get(topic);
    return lanes?.[partition % lanes.length];
  }

  private everyLane(): Lane<unknown>[] {
    return [...this.options.lanes.values()].flat();
  }
}
