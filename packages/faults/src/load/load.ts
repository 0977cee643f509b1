import { setTimeout as pause } from 'node:timers/promises';
import { type OrderLineFact, orderKey, topics, type Writer } from '@stamkunde/contracts';
import { type Outgoing, type Publish, Unavailable } from '@stamkunde/stream';

export interface Load {
  /** Facts that Kafka has. */
  readonly sent: number;
  /** Why it has come to a stop, if something went wrong. */
  readonly failure: unknown;
  /** Resolves when all facts are sent; rejects when that went wrong. */
  readonly done: Promise<void>;
  /** Stops in the middle; resolves when Kafka has what was taken up before. */
  stop(): Promise<void>;
}

export interface LoadOptions {
  readonly facts: Iterable<OrderLineFact>;
  /** As fast as Kafka takes them when left out. */
  readonly perSecond?: number | undefined;
  readonly publish: Publish;
  readonly values: Writer<OrderLineFact>;
}

const tickMs = 40;
const batchFacts = 500;
/** While Kafka is away the sends of so many ticks wait, and no more is taken up. */
const sendsMax = 8;
const sendAgainMs = 200;

/** Sends facts to `order-lines` at a steady pace, until there are no more or it is stopped. */
export function startLoad({ facts, perSecond, publish, values }: LoadOptions): Load {
  const rest = facts[Symbol.iterator]();
  const underWay = new Set<Promise<void>>();
  let stopped = false;
  let sent = 0;
  let failure: unknown;

  const take = (count: number): Outgoing[] => {
    const taken: Outgoing[] = [];
    while (taken.length < count) {
      const { done, value } = rest.next();
      if (done) {
        stopped = true;
        break;
      }
      taken.push(asMessage(value, values));
    }
    return taken;
  };

  const send = (messages: Outgoing[]) => {
    const sending = untilTaken(publish, messages)
      .then(() => {
        sent += messages.length;
      })
      .catch((error) => {
        failure = error;
        stopped = true;
      })
      .finally(() => underWay.delete(sending));
    underWay.add(sending);
  };

  const run = async () => {
    for (let due = 0, at = performance.now(); !stopped; ) {
      if (perSecond === undefined) due = batchFacts;
      else {
        await pause(tickMs);
        const now = performance.now();
        due += ((now - at) * perSecond) / 1_000;
        at = now;
      }
      if (underWay.size >= sendsMax) {
        due = 0;
        await Promise.race(underWay);
        continue;
      }
      const messages = take(Math.floor(due));
      due -= messages.length;
      if (messages.length > 0) send(messages);
    }
    await Promise.all(underWay);
    if (failure !== undefined) throw failure;
  };
  const done = run();
  done.catch(() => undefined); // told to whoever waits for it

  return {
    get sent() {
      return sent;
    },
    get failure() {
      return failure;
    },
    done,
    stop() {
      stopped = true;
      return done;
    },
  };
}

/** As any producer does whose send was given up: the same once more, whether or not it has arrived. */
async function untilTaken(publish: Publish, messages: Outgoing[]): Promise<void> {
  for (;;) {
    try {
      return await publish(messages);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      await pause(sendAgainMs);
    }
  }
}

export function asMessage(fact: OrderLineFact, values: Writer<OrderLineFact>): Outgoing {
  return {
    topic: topics.orderLines.name,
    key: orderKey(fact.siteId, fact.orderId),
    value: values.write(fact),
    trace: { correlationId: fact.correlationId, traceparent: undefined, origin: fact.origin },
    event: { id: fact.factId, type: fact.type, time: fact.occurredAt },
  };
}
