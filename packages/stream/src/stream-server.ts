import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import {
  type Refusal,
  reader,
  type SchemaRegistry,
  type Topic,
  topics,
  type Writer,
} from '@stamkunde/contracts';
import { isObservable, lastValueFrom } from 'rxjs';
import type { KafkaConnection } from './connect-kafka.ts';
import { ConsumerLoop } from './consumer-loop.ts';
import type { Delivered, Refused, Trace, Verb } from './delivered.ts';
import { Lane, type RefusedMessage } from './lane.ts';
import type { ProgressStore } from './offsets.ts';
import type { Publish } from './outgoing.ts';
import { refusalOf } from './refusal.ts';
import { type StreamSettings, streamDefaults } from './settings.ts';
import type { OnNotice, StreamEvents } from './stream-events.ts';

export interface StreamServerOptions {
  /** Name of the service: its consumer group, and who refuses. */
  readonly service: string;
  readonly connection: KafkaConnection;
  readonly registry: SchemaRegistry;
  readonly publish: Publish;
  readonly refusals: Writer<Refusal>;
  /** Where the service keeps its positions beside its data; without one the broker's commit alone counts. */
  readonly progress?: ProgressStore;
  readonly events: StreamEvents;
  readonly settings?: Partial<StreamSettings>;
  /** Fields of a topic's values that are read; all of them where nothing is said. */
  readonly needed?: Readonly<Record<string, readonly string[]>>;
  /** The group gave out partitions anew: what is remembered of their keys may be outdated. */
  readonly onAssigned?: () => void;
  /** Neither bad data nor an outage: the process has to end. */
  readonly onBug: (error: unknown) => void;
  /** Something worth a line in the log. */
  readonly onNotice?: OnNotice;
}

/**
 * Kafka for Nest, in batches: a controller binds a topic to a verb with `@EventPattern(topics.orderLines.name)`, and
 * the verb gets as many messages as wait. A batch counts as done when the verb returns; what it cannot take it returns
 * as `Refused`, and that is kept with its bytes before the batch counts as done.
 *
 * Nest's own Kafka server takes one message at a time, as text, retries a failure for ever and commits what nobody
 * handles.
 */
export class StreamServer extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  private readonly options: StreamServerOptions;
  private readonly settings: StreamSettings;
  private loop: ConsumerLoop | undefined;

  constructor(options: StreamServerOptions) {
    super();
    this.options = options;
    this.settings = { ...streamDefaults, ...options.settings };
  }

  override listen(callback: (error?: unknown) => void): void {
    const {
      connection,
      service,
      progress,
      events,
      onAssigned = () => undefined,
      onBug,
      onNotice = () => undefined,
    } = this.options;
    const lanes = new Map<string, Lane<unknown>[]>();
    for (const [name, handler] of this.messageHandlers) {
      const topic = topicNamed(name);
      if (topic === undefined) return callback(new TypeError(`no topic is called ${name}`));
      lanes.set(name, this.lanesOf(topic, verbOf(handler)));
    }
    this.loop = new ConsumerLoop({
      connection,
      groupId: service,
      lanes,
      progress,
      settings: this.settings,
      events,
      onAssigned,
      onBug,
      onNotice,
    });
    this.loop.start().then(() => callback(), callback);
  }

  override async close(): Promise<void> {
    await this.loop?.stop();
  }

  /** Joined to the group. */
  ready(): boolean {
    return this.loop?.joined ?? false;
  }

  /** Handles messages, has none, or knows that something is away. */
  live(): boolean {
    return this.loop?.live() ?? true;
  }

  override on(): void {
    throw new TypeError('StreamServer has no events of its own; pass onNotice, onBug and events instead');
  }

  override unwrap<T>(): T {
    return this.loop as T;
  }

  private lanesOf(topic: Topic<unknown>, verb: Verb<unknown>): Lane<unknown>[] {
    const { registry, needed, events, onBug } = this.options;
    const values = reader(topic, registry, needed?.[topic.name] as never);
    return Array.from(
      { length: this.settings.lanesPerTopic },
      () =>
        new Lane({
          topic: topic.name,
          verb,
          reader: values,
          keyOf: topic.key,
          settings: this.settings,
          events,
          refuse: (refused) => this.refuse(refused),
          fenced: () => this.loop?.fenced() ?? false,
          onDone: (slot) => this.loop?.onDone(slot),
          onBug,
        }),
    );
  }

  private async refuse(refused: readonly RefusedMessage[]): Promise<void> {
    const { service, publish, refusals } = this.options;
    const now = Date.now();
    await publish(
      refused.map(({ slot, message, reason, detail }) => {
        const refusal = refusalOf(
          { service, topic: slot.topic, partition: slot.partition },
          message,
          reason,
          detail,
          now,
        );
        const trace: Trace = {
          correlationId: refusal.headers['correlation-id'] ?? '',
          traceparent: refusal.headers['traceparent'],
          origin: refusal.headers['origin'] === 'backfill' ? 'backfill' : 'live',
        };
        const event = { id: refusal.refusalId, type: 'Refusal' };
        return { topic: topics.refusals.name, key: service, value: refusals.write(refusal), trace, event };
      }),
    );
  }
}

function topicNamed(name: string): Topic<unknown> | undefined {
  return (Object.values(topics) as readonly Topic<never>[]).find((topic) => topic.name === name) as
    | Topic<unknown>
    | undefined;
}

/** Nest gives a promise of an observable where a controller gives a promise. */
function verbOf(handler: MessageHandler): Verb<unknown> {
  return async (batch: readonly Delivered<unknown>[]) => {
    const result: unknown = await handler(batch);
    const refused = isObservable(result) ? await lastValueFrom(result, { defaultValue: [] }) : result;
    return (refused ?? []) as readonly Refused[];
  };
}
