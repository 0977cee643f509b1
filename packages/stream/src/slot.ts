import type { KafkaMessage } from 'kafkajs';

/** A partition for as long as one assignment lasts: what was fetched of it, and how far it is done. */
export class Slot {
  readonly topic: string;
  readonly partition: number;
  /** Offset that has to be asked for next; undefined where nothing was ever committed. */
  next: number | undefined;
  /** Offset of the first message that is not done. */
  done: number | undefined;
  /** `done` as it was last written down: progress saved, offset committed. */
  settled: number | undefined;
  /** Up to here it may have been done before, and the store has lost it: nothing is committed until it is done again. */
  readAgainUntil = 0;
  /** Offset behind the newest message on the broker, as of the last fetch. */
  end = 0;
  /** The group gave the partition to somebody, perhaps to us again in a new slot. Nothing of this one counts any more. */
  released = false;
  paused = false;
  /** Its next message needs a schema that is being asked for. */
  learning = false;

  private messages: KafkaMessage[] = [];
  private head = 0;
  private waitingBytes = 0;

  constructor(topic: string, partition: number) {
    this.topic = topic;
    this.partition = partition;
  }

  /** Bytes of keys and values that wait. */
  get bytes(): number {
    return this.waitingBytes;
  }

  get waiting(): number {
    return this.messages.length - this.head;
  }

  push(messages: readonly KafkaMessage[]): void {
    for (const message of messages) {
      this.messages.push(message);
      this.waitingBytes += bytesOf(message);
    }
  }

  peek(): KafkaMessage | undefined {
    return this.messages[this.head];
  }

  shift(): void {
    const message = this.messages[this.head];
    if (message === undefined) return;
    this.waitingBytes -= bytesOf(message);
    this.head++;
    if (this.head === this.messages.length) {
      this.messages = [];
      this.head = 0;
    }
  }

  /** Forgets what waits. */
  release(): void {
    this.released = true;
    this.messages = [];
    this.head = 0;
    this.waitingBytes = 0;
  }

  /** Messages on the broker that are not done. */
  get lag(): number {
    return Math.max(0, this.end - (this.done ?? this.next ?? this.end));
  }
}

/** What a message takes beside its bytes, in the hands of kafkajs and in ours. */
const MESSAGE_OVERHEAD_BYTES = 250;

/** What a message counts for against the bounds. */
export function bytesOf(message: KafkaMessage): number {
  const { size = (message.value?.length ?? 0) + (message.key?.length ?? 0) } = message as { size?: number };
  return size + MESSAGE_OVERHEAD_BYTES;
}
