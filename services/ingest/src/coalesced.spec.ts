import { type Outgoing, Unavailable } from '@stamkunde/stream';
import { coalesced } from './coalesced.ts';

const settings = { sendsMax: 1, messagesPerSendMax: 10, messagesMax: 100, waitMs: 60_000 };

/** A wait that ends. How soon does not matter: nothing that takes time has to happen before. */
const impatient = { ...settings, waitMs: 20 };

function message(id: number): Outgoing {
  return {
    topic: 'order-lines',
    key: 'k',
    value: null,
    trace: { correlationId: '', traceparent: undefined, origin: 'live' },
    event: { id: String(id), type: 'LineBought' },
  };
}

const messages = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => message(from + index));

/** A Kafka that acknowledges when it is told to. */
function kafka() {
  const sends: { readonly ids: readonly string[]; readonly end: (error?: Error) => void }[] = [];
  return {
    sends,
    publish: (sent: readonly Outgoing[]) =>
      new Promise<void>((resolve, reject) => {
        sends.push({
          ids: sent.map(({ event }) => event.id),
          end: (error) => (error === undefined ? resolve() : reject(error)),
        });
      }),
  };
}

/** Lets everything that can happen now happen. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  return (await Promise.race([promise.catch(() => undefined), settle().then(() => pending)])) === pending;
}

describe('requests at the same time', () => {
  it('share sends: a lone one goes out at once, what comes meanwhile goes out together', async () => {
    const { sends, publish } = kafka();
    const { publish: send } = coalesced(publish, settings);
    const all = [send(messages(1, 0)), send(messages(2, 1)), send(messages(1, 3))];
    expect(sends.map(({ ids }) => ids)).toEqual([['0']]);
    sends[0]?.end();
    await settle();
    expect(sends[1]?.ids).toEqual(['1', '2', '3']);
    sends[1]?.end();
    await Promise.all(all);
  });

  it('are answered by the acknowledgement of their own send, not of an earlier one', async () => {
    const { sends, publish } = kafka();
    const { publish: send } = coalesced(publish, settings);
    const [first, second] = [send(messages(1)), send(messages(1, 1))];
    sends[0]?.end();
    await first;
    expect(await isPending(second)).toBe(true);
    sends[1]?.end();
    await second;
  });

  it('are cut into sends of bounded size, but never taken apart', async () => {
    const { sends, publish } = kafka();
    const { publish: send } = coalesced(publish, settings);
    const all = [send(messages(1)), ...[6, 6, 25, 1].map((count) => send(messages(count)))];
    for (let index = 0; index < 5; index++) {
      sends[index]?.end();
      await settle();
    }
    expect(sends.map(({ ids }) => ids.length)).toEqual([1, 6, 6, 25, 1]);
    await Promise.all(all);
  });

  it('fail with the send they were in, and with no other', async () => {
    const { sends, publish } = kafka();
    const { publish: send } = coalesced(publish, settings);
    const all = [send(messages(1)), send(messages(1)), send(messages(1))].map((one) =>
      one.then(() => 'taken', String),
    );
    sends[0]?.end(new Unavailable('kafka', 'test'));
    await settle();
    sends[1]?.end();
    expect(await Promise.all(all)).toEqual(['Unavailable: kafka is away: test', 'taken', 'taken']);
  });
});

describe('while Kafka is silent', () => {
  it('a request is given up after its time, and its facts are sent all the same', async () => {
    const { sends, publish } = kafka();
    const { publish: send, drained, held } = coalesced(publish, impatient);
    await expect(send(messages(1))).rejects.toThrow(Unavailable);
    expect(held()).toBe(1);
    sends[0]?.end();
    await drained();
    expect(held()).toBe(0);
  });

  it('who comes later is turned away at once', async () => {
    const { sends, publish } = kafka();
    const { publish: send, drained } = coalesced(publish, impatient);
    await expect(send(messages(1))).rejects.toThrow('no acknowledgement in 20 ms');
    await expect(send(messages(1))).rejects.toThrow('no acknowledgement for too long');
    sends[0]?.end();
    await drained();
    const again = send(messages(1));
    sends[1]?.end();
    await again;
  });

  it('no more is held than is allowed', async () => {
    const { sends, publish } = kafka();
    const { publish: send, held } = coalesced(publish, settings);
    const first = send(messages(60));
    await expect(send(messages(41))).rejects.toThrow('too many messages are waiting');
    const second = send(messages(40));
    expect(held()).toBe(100);
    sends[0]?.end();
    await settle();
    sends[1]?.end();
    await Promise.all([first, second]);
  });
});

it('has nothing to wait for without messages', async () => {
  const { sends, publish } = kafka();
  const { publish: send, drained } = coalesced(publish, settings);
  await send([]);
  await drained();
  expect(sends).toEqual([]);
});
