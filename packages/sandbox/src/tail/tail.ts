import { reader, schemaRegistry, type Topic, topics } from '@stamkunde/contracts';
import { connectKafka, type Followed, followTopic } from '@stamkunde/stream';
import { readArguments, runCommand, UsageFault, wholeNumber } from '../command/run-command.ts';
import { findRunning } from '../command/running-system.ts';
import { compact, withoutPersonal } from './compact.ts';

const names = Object.values(topics).map(({ name }) => name);
const usage = `npm run tail -- TOPIC [--key K] [--from beginning|end] [--limit N] [--json] [--personal]

Shows the messages of a topic as they come, decoded. TOPIC is one of ${names.join(', ')}.
  --key K       only messages with this key
  --from WHERE  beginning: all that are still there, then those that come; end (default): those that come
  --limit N     ends after N messages
  --json        one JSON object a line, with headers
  --personal    shows personal fields, which are *** otherwise`;

/** A message as it is shown, holding nothing of what was fetched beside it. */
interface Shown {
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer | null;
}

/** So many old messages are brought into the order of their time; of more, each partition is shown by itself. */
const sortedMax = 20_000;

await runCommand(usage, async (stopping) => {
  const { values, positionals } = readArguments({
    args: process.argv.slice(2),
    allowPositionals: true,
    options: {
      key: { type: 'string' },
      from: { type: 'string', default: 'end' },
      limit: { type: 'string' },
      json: { type: 'boolean', default: false },
      personal: { type: 'boolean', default: false },
    },
  });
  const topic = topicNamed(positionals);
  const { from, json, key } = values;
  if (from !== 'beginning' && from !== 'end') throw new UsageFault('--from takes beginning or end');
  const limit = wholeNumber('limit', values.limit, 1) ?? Number.POSITIVE_INFINITY;
  const system = await findRunning(process.env);
  const read = lineReader(topic, system.registryUrl, values);
  const enough = new AbortController();
  let shown = 0;
  let showing = Promise.resolve();
  // One after the other: partitions arrive side by side, and reading may have to wait for a schema.
  const show = (messages: readonly Shown[]) => {
    showing = showing.then(async () => {
      for (const message of messages) {
        if (shown >= limit || stopping.aborted) break;
        for (const line of await read(message)) console.log(line);
        if (++shown >= limit) enough.abort();
      }
    });
    return showing;
  };

  let waiting: Shown[] | undefined = from === 'beginning' ? [] : undefined;
  const release = () => {
    const old = waiting ?? [];
    waiting = undefined;
    return show(old.sort((a, b) => a.timestamp - b.timestamp || byPlace(a, b)));
  };
  const following = await followTopic(connectKafka({ ...system, clientId: 'tail' }), topic.name, {
    from,
    onMessages: async (all) => {
      const messages = all
        .filter(({ message }) => key === undefined || message.key?.toString() === key)
        .map(shownOf);
      if (waiting === undefined) return show(messages);
      waiting.push(...messages);
      if (waiting.length > sortedMax) await release();
    },
  });
  if (!json) console.error(`${topic.name}, from the ${from}; Ctrl-C ends`);
  await Promise.race([following.caughtUp, untilAborted(stopping)]);
  await release();
  await Promise.race([untilAborted(stopping), untilAborted(enough.signal)]);
  await following.stop();
  return 0;
});

function topicNamed(words: readonly string[]): Topic<unknown> {
  const found = Object.values(topics).find(({ name }) => name === words[0]);
  if (words.length === 1 && found !== undefined) return found as unknown as Topic<unknown>;
  throw new UsageFault(words.length === 0 ? 'Which topic?' : `There is no topic ${words.join(' ')}.`);
}

/** Turns a message into the lines that are printed for it. */
function lineReader(topic: Topic<unknown>, registryUrl: string, asked: { json: boolean; personal: boolean }) {
  const values = reader(topic, schemaRegistry(registryUrl));
  return async ({ partition, offset, timestamp, key, headers, value: bytes }: Shown) => {
    if (bytes !== null) await values.learn(bytes);
    const result = bytes === null ? { fault: 'no value', detail: '' } : values.read(bytes);
    const time = new Date(timestamp).toISOString();
    if (asked.json) {
      const value =
        'fault' in result || asked.personal ? result : { value: withoutPersonal(result.value, topic.schema) };
      return [JSON.stringify({ time, partition, offset, key, headers, value: null, ...value })];
    }
    const type = headers['ce_type']?.split('.').at(-1) ?? '';
    const text =
      'fault' in result
        ? [`not readable: ${result.fault} ${result.detail}`.trimEnd()]
        : compact(result.value, topic.schema, asked.personal);
    return [
      `${time}  ${partition}/${offset}  ${key ?? '(no key)'}  ${type}`.trimEnd(),
      ...text.map((line) => `    ${line}`),
    ];
  };
}

/**
 * What kafkajs hands out is a window on everything that was fetched with it: copied. Field by field, since the headers
 * of a record are read when they are asked for, and a spread does not ask.
 */
function shownOf({ partition, message }: Followed): Shown {
  const { offset, timestamp, key, value, headers = {} } = message;
  return {
    partition,
    offset: Number(offset),
    timestamp: Number(timestamp),
    key: key?.toString() ?? null,
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, String(text)])),
    value: value && Buffer.from(value),
  };
}

function byPlace(a: Shown, b: Shown): number {
  return a.partition - b.partition || a.offset - b.offset;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
