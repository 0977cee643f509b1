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
  const show = (messages: readonly Followed[]) => {
    showing = showing.then(async () => {
      for (const message of messages) {
        if (shown >= limit || stopping.aborted) break;
        for (const line of await read(message)) console.log(line);
        if (++shown >= limit) enough.abort();
      }
    });
    return showing;
  };

  let waiting: Followed[] | undefined = from === 'beginning' ? [] : undefined;
  const release = () => {
    const old = waiting ?? [];
    waiting = undefined;
    return show(
      old.sort((a, b) => Number(a.message.timestamp) - Number(b.message.timestamp) || byPlace(a, b)),
    );
  };
  const following = await followTopic(connectKafka({ ...system, clientId: 'tail' }), topic.name, {
    from,
    onMessages: async (all) => {
      const messages = all
        .filter(({ message }) => key === undefined || message.key?.toString() === key)
        .map(kept);
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
  return async ({ partition, message }: Followed): Promise<readonly string[]> => {
    if (message.value !== null) await values.learn(message.value);
    const result = message.value === null ? { fault: 'no value', detail: '' } : values.read(message.value);
    const key = message.key?.toString() ?? null;
    const time = new Date(Number(message.timestamp)).toISOString();
    const headers = Object.fromEntries(
      Object.entries(message.headers ?? {}).map(([name, text]) => [name, String(text)]),
    );
    if (asked.json) {
      const value =
        'fault' in result || asked.personal ? result : { value: withoutPersonal(result.value, topic.schema) };
      return [
        JSON.stringify({
          time,
          partition,
          offset: Number(message.offset),
          key,
          headers,
          value: null,
          ...value,
        }),
      ];
    }
    const type = headers['ce_type']?.split('.').at(-1) ?? '';
    const text =
      'fault' in result
        ? [`not readable: ${result.fault} ${result.detail}`.trimEnd()]
        : compact(result.value, topic.schema, asked.personal);
    return [
      `${time}  ${partition}/${message.offset}  ${key ?? '(no key)'}  ${type}`.trimEnd(),
      ...text.map((line) => `    ${line}`),
    ];
  };
}

/** What kafkajs hands out is a window on everything that was fetched with it. */
function kept({ partition, message }: Followed): Followed {
  return { partition, message: { ...message, value: message.value && Buffer.from(message.value) } };
}

function byPlace(a: Followed, b: Followed): number {
  return a.partition - b.partition || Number(a.message.offset) - Number(b.message.offset);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
