import type { Reader } from '@stamkunde/contracts';
import { RegistryUnavailable } from '@stamkunde/contracts';
import type { KafkaMessage } from 'kafkajs';
import { backOff } from './back-off.ts';
import { Delivered, type Refused, type Verb } from './delivered.ts';
import { eachOf } from './each-of.ts';
import { inHand } from './in-hand.ts';
import { inTurns } from './in-turns.ts';
import type { StreamSettings } from './settings.ts';
import { bytesOf, type Slot } from './slot.ts';
import type { StreamEvents } from './stream-events.ts';
import { turn } from './turn.ts';
import { Unavailable } from './unavailable.ts';

/** A message that cannot be taken, with where it came from. */
export interface RefusedMessage {
  readonly slot: Slot;
  readonly message: KafkaMessage;
  readonly reason: string;
  readonly detail: string;
}

export interface LaneOptions<T> {
  readonly topic: string;
  readonly verb: Verb<T>;
  readonly reader: Reader<T>;
  /** The key a value belongs under. Under another it would stand on a partition where its kin are not. */
  readonly keyOf: (value: T) => string;
  readonly settings: StreamSettings;
  readonly events: StreamEvents;
  /** Keeps refused messages; durable when it returns. */
  readonly refuse: (refused: readonly RefusedMessage[]) => Promise<void>;
  /** True while the group may give our partitions to others, or have done so without our knowing. */
  readonly fenced: () => boolean;
  /** A slot of this lane got further. */
  readonly onDone: (slot: Slot) => void;
  /** Neither bad data nor an outage. */
  readonly onBug: (error: unknown) => void;
}

/** A message as it came. What it says is decoded only when it is worked on: as an object it takes twice the room. */
interface Waiting {
  readonly slot: Slot;
  readonly message: KafkaMessage;
}

interface Batch {
  /** Messages by key, each in the order they came. */
  readonly byKey: Map<string, Waiting[]>;
  /** How far each slot will be when the batch is done. */
  readonly ends: Map<Slot, number>;
  messages: number;
}

/** Some keys of a batch, decoded. */
interface Slice<T> {
  readonly delivered: Delivered<T>[];
  /** Same places as `delivered`. */
  readonly from: Waiting[];
  readonly refused: RefusedMessage[];
}

/** Messages that are taken up before the clock is looked at: about a millisecond. */
const LOOK_AT_THE_CLOCK_EVERY = 1_024;

/**
 * Some partitions of one topic, handled one batch after the other. What waits is taken up as it comes: batches are
 * small when little happens and grow with the backlog.
 */
export class Lane<T> {
  private readonly slots: Slot[] = [];
  private readonly options: LaneOptions<T>;
  private first = 0;
  private running = false;
  private finished: Promise<void> = Promise.resolve();
  private wakeUp: (() => void) | undefined;
  /** Something has come since it was last looked for. */
  private woken = false;
  /** When the lane last did something, or saw that something known is away; in milliseconds of `performance.now()`. */
  tickedAt = performance.now();
  busy = false;

  constructor(options: LaneOptions<T>) {
    this.options = options;
  }

  start(): void {
    this.running = true;
    this.finished = this.loop().catch((error) => this.options.onBug(error));
  }

  /** Returns when the batch under way is done, or given up because something is away. */
  async stop(): Promise<void> {
    this.running = false;
    this.wake();
    await this.finished;
  }

  add(slot: Slot): void {
    this.slots.push(slot);
  }

  /** Forgets all partitions and what waits of them; a batch under way goes on and counts for nothing. */
  release(): void {
    for (const slot of this.slots.splice(0)) slot.release();
  }

  /** Bytes that wait. */
  get bytes(): number {
    let bytes = 0;
    for (const slot of this.slots) bytes += slot.bytes;
    return bytes;
  }

  wake(): void {
    this.woken = true;
    this.wakeUp?.();
  }

  private async loop(): Promise<void> {
    while (this.running) {
      this.tickedAt = performance.now();
      this.woken = false;
      const batch = await this.take();
      if (batch === undefined) {
        if (this.woken) continue;
        await new Promise<void>((resolve) => {
          this.wakeUp = resolve;
        });
        continue;
      }
      this.busy = true;
      // Not the batch: sockets that are opened meanwhile remember for whom, for as long as they live.
      const slots = [...batch.ends.keys()];
      await inHand.run({ outdated: () => this.outdated(slots) }, () => this.handle(batch));
      this.busy = false;
    }
  }

  /**
   * As many messages as wait and fit, of all partitions, beginning with another one each time. Nothing when the partitions
   * have become others meanwhile.
   */
  private async take(): Promise<Batch | undefined> {
    const { batchMessagesMax, batchBytesMax } = this.options.settings;
    const batch: Batch = { byKey: new Map(), ends: new Map(), messages: 0 };
    let bytes = 0;
    let until = performance.now();
    this.first++;
    const slots = this.slots.map((_, i) => this.slots[(this.first + i) % this.slots.length] as Slot);
    for (const slot of slots) {
      if (slot.learning) continue;
      for (let message = slot.peek(); message !== undefined; message = slot.peek()) {
        if (batch.messages === batchMessagesMax || (batch.messages > 0 && bytes >= batchBytesMax))
          return batch;
        if (!this.knows(slot, message)) break;
        slot.shift();
        bytes += bytesOf(message);
        batch.messages++;
        batch.ends.set(slot, Number(message.offset) + 1);
        // Without a key it is refused, and any will do.
        const key = message.key?.toString() ?? '';
        const together = batch.byKey.get(key);
        if (together === undefined) batch.byKey.set(key, [{ slot, message }]);
        else together.push({ slot, message });
        if (batch.messages % LOOK_AT_THE_CLOCK_EVERY !== 0 || performance.now() < until) continue;
        until = await turn();
        if (slot.released) return undefined;
      }
    }
    return batch.messages === 0 ? undefined : batch;
  }

  /** False while the writer's schema is being asked for: this partition waits, the others go on. */
  private knows(slot: Slot, message: KafkaMessage): boolean {
    const learning = message.value === null ? undefined : this.options.reader.learn(message.value);
    if (learning === undefined) return true;
    slot.learning = true;
    learning
      .catch(async (error) => {
        if (!(error instanceof RegistryUnavailable)) return this.options.onBug(error);
        this.options.events.retry('registry');
        await wait(this.options.settings.retryWaitMaxMs);
      })
      .finally(() => {
        slot.learning = false;
        this.wake();
      });
    return false;
  }

  private read(slice: Slice<T>, { slot, message }: Waiting): void {
    const refuse = (reason: string, detail: string): void =>
      void slice.refused.push({ slot, message, reason, detail });
    if (message.value === null) return refuse('no-value', 'the message has no value');
    if (message.key === null) return refuse('no-key', 'the message has no key');
    const result = this.options.reader.read(message.value);
    if ('fault' in result) return refuse(result.fault, result.detail);
    const key = message.key.toString();
    if (key !== this.options.keyOf(result.value) || !isText(message.key, key))
      return refuse('wrong-key', 'the key is not that of the value');
    const isReadAgain = slot.readAgainUntil > 0 && Number(message.offset) < slot.readAgainUntil;
    slice.delivered.push(new Delivered(result.value, key, message, isReadAgain));
    slice.from.push({ slot, message });
  }

  private async handle(batch: Batch): Promise<void> {
    const { settings, events, topic } = this.options;
    const startedAt = performance.now();
    let isDone = true;
    await eachOf(slicesOf(batch, settings), async (messages) => {
      isDone = (await this.handleSlice(batch, messages)) && isDone;
    });
    if (!isDone) return;
    for (const [slot, end] of batch.ends) {
      slot.done = end;
      if (!slot.released) this.options.onDone(slot);
    }
    events.processed(topic, batch.messages);
    events.batch(topic, (performance.now() - startedAt) / 1_000, batch.messages);
  }

  /** False when it was given up, because something is away and the partitions are, too. */
  private async handleSlice(batch: Batch, messages: readonly Waiting[]): Promise<boolean> {
    const { verb, refuse, settings, events, topic } = this.options;
    const slice: Slice<T> = { delivered: [], from: [], refused: [] };
    await inTurns(messages, (one) => this.read(slice, one));
    const waits = backOff(settings.retryWaitMinMs, settings.retryWaitMaxMs);
    for (;;) {
      try {
        const refused = slice.delivered.length === 0 ? [] : await verb(slice.delivered);
        const all = [...slice.refused, ...refused.map((one) => this.located(slice, one))];
        // Before the batch counts as done: a refusal that is lost is a message that is lost.
        if (all.length > 0) await refuse(all);
        for (const { reason } of all) events.refused(topic, reason);
        return true;
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        events.retry(error.dependency);
        this.tickedAt = performance.now();
        await wait(waits.next());
        if (!this.running || [...batch.ends.keys()].every((slot) => slot.released)) return false;
      }
    }
  }

  private outdated(slots: readonly Slot[]): boolean {
    return this.options.fenced() || slots.some(({ released }) => released);
  }

  private located(slice: Slice<T>, { index, reason, detail }: Refused): RefusedMessage {
    const from = slice.from[index];
    if (from === undefined)
      throw new RangeError(
        `message ${index} of ${slice.from.length} was refused by the verb of ${this.options.topic}`,
      );
    return { ...from, reason, detail };
  }
}

/** Messages of some keys each, few enough to be in memory as objects. */
function slicesOf({ byKey }: Batch, { sliceKeysMax, sliceMessagesMax }: StreamSettings): Waiting[][] {
  const slices: Waiting[][] = [];
  let keys: Waiting[][] = [];
  let messages = 0;
  for (const together of byKey.values()) {
    if (keys.length === sliceKeysMax || (keys.length > 0 && messages + together.length > sliceMessagesMax)) {
      slices.push(keys.flat());
      keys = [];
      messages = 0;
    }
    keys.push(together);
    messages += together.length;
  }
  return [...slices, keys.flat()];
}

/** False for bytes that are no UTF-8: read as text they can look like the key of another partition. */
function isText(bytes: Buffer, text: string): boolean {
  return !text.includes('\uFFFD') || bytes.equals(Buffer.from(text));
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
