import { type Outgoing, type Publish, Unavailable } from '@stamkunde/stream';

export interface CoalescedSettings {
  /** Sends under way at once. */
  readonly sendsMax: number;
  /** Messages of one send, unless a single request has more. */
  readonly messagesPerSendMax: number;
  /** Messages that wait or are under way; who comes then is turned away. Bounds the memory an outage costs. */
  readonly messagesMax: number;
  /** How long anybody waits for the acknowledgement. */
  readonly waitMs: number;
}

export const coalescedDefaults: CoalescedSettings = {
  sendsMax: 2,
  messagesPerSendMax: 5_000,
  messagesMax: 20_000,
  waitMs: 10_000,
};

interface Waiting {
  readonly messages: readonly Outgoing[];
  readonly settle: (error?: unknown) => void;
  /** Its time is over; what it brought still goes on. */
  givenUp: boolean;
}

export interface Coalesced {
  /**
   * Returns when all in-sync replicas have the messages. Throws `Unavailable` when that takes too long or too many wait
   * already; they may arrive nevertheless, and sending them again is right.
   */
  readonly publish: Publish;
  /** Messages that wait or are under way. */
  readonly held: () => number;
  /** Resolves when nothing waits any more. */
  readonly drained: () => Promise<void>;
}

/**
 * Gathers what many requests publish at the same time into few sends: while some are under way the next one collects.
 * A lone request goes out at once; under load a send carries hundreds of them, and its cost is shared.
 */
export function coalesced(publish: Publish, settings: CoalescedSettings = coalescedDefaults): Coalesced {
  const { sendsMax, messagesPerSendMax, messagesMax, waitMs } = settings;
  const waiting: Waiting[] = [];
  const idle: (() => void)[] = [];
  const underWay = new Set<readonly Waiting[]>();
  let held = 0;

  function collect(): readonly Waiting[] {
    let messages = 0;
    let requests = 0;
    while (requests < waiting.length) {
      messages += waiting[requests]?.messages.length ?? 0;
      if (requests > 0 && messages > messagesPerSendMax) break;
      requests++;
    }
    return waiting.splice(0, requests);
  }

  async function send(): Promise<void> {
    const batch = collect();
    const messages = batch.flatMap((one) => one.messages);
    underWay.add(batch);
    let failure: unknown;
    try {
      await publish(messages);
    } catch (error) {
      failure = error;
    }
    underWay.delete(batch);
    held -= messages.length;
    for (const one of batch) one.settle(failure);
    next();
  }

  function next(): void {
    while (waiting.length > 0 && underWay.size < sendsMax) void send();
    if (held === 0) for (const resolve of idle.splice(0)) resolve();
  }

  /** The oldest send has been given up by who asked for it: who comes now would wait in vain. */
  function isStalled(): boolean {
    const [oldest] = underWay;
    return underWay.size === sendsMax && oldest?.[0]?.givenUp === true;
  }

  return {
    publish(messages) {
      if (messages.length === 0) return Promise.resolve();
      if (isStalled()) return Promise.reject(new Unavailable('kafka', 'no acknowledgement for too long'));
      if (held + messages.length > messagesMax) {
        return Promise.reject(new Unavailable('kafka', 'too many messages are waiting'));
      }
      held += messages.length;
      return new Promise((resolve, reject) => {
        // The send goes on: given up here, the facts are still taken as soon as Kafka is back.
        const timer = setTimeout(() => {
          request.givenUp = true;
          reject(new Unavailable('kafka', `no acknowledgement in ${waitMs} ms`));
        }, waitMs);
        const request: Waiting = {
          messages,
          settle(error) {
            clearTimeout(timer);
            if (error === undefined) resolve();
            else reject(error);
          },
          givenUp: false,
        };
        waiting.push(request);
        next();
      });
    },
    held: () => held,
    drained: () => (held === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve))),
  };
}
