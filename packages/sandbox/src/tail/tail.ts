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
  const { from, json, personal, key } = values;
  if (from !== 'beginning' && from !== 'end') throw new UsageFault('--from takes beginning or end');
  const limit = wholeNumber('limit', values.limit, 1) ?? Number.POSITIVE_INFINITY;
  const system = await findRunning(process.env);
  const connection = connectKafka({ ...system, clientId: 'tail' });
  const read = reader(topic, schemaRegistry(system.registryUrl));
  let shown = 0;
  let enough: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    enough = resolve;
    stopping.addEventListener('abort', () => resolve());
  });

  const show = async ({ partition, message }: Followed): Promise<void> => {
    const messageKey = message.key?.toString() ?? null;
    if (shown >= limit || (key !== undefined && key !== messageKey)) return;
    if (message.value !== null) await read.learn(message.value);
    const result = message.value === null ? { fault: 'no value', detail: '' } : read.read(message.value);
    const headers = Object.fromEntries(
      Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]),
    );
    const time = new Date(Number(message.timestamp)).toISOString();
    if (json) {
      const value =
        'fault' in result ? null : personal ? result.value : withoutPersonal(result.value, topic.schema);
      const fault = 'fault' in result ? { fault: result.fault } : {};
      console.log(
        JSON.stringify({
          time,
          partition,
          offset: Number(message.offset),
          key: messageKey,
          headers,
          value,
          ...fault,
        }),
      );
    } else {
      const type = headers['ce_type']?.split('.').at(-1) ?? '';
      console.log(`${time}  ${partition}/${message.offset}  ${messageKey ?? '(no key)'}  ${type}`);
      const text =
        'fault' in result
          ? `not readable: ${result.fault} ${result.detail}`
          : compact(result.value, topic.schema, personal);
      console.log(`    ${text.trimEnd()}`);
    }
    if (++shown >= limit) enough();
  };

  const following = await followTopic(connection, topic.name, {
    from,
    onMessages: async (messages) => {
      for (const message of messages) await show(message);
    },
  });
  if (!json) console.error(`${topic.name}, from the ${from}; Ctrl-C ends`);
  await done;
  await following.stop();
  return 0;
});

function topicNamed(words: readonly string[]): Topic<unknown> {
  const found = Object.values(topics).find(({ name }) => name === words[0]);
  if (words.length === 1 && found !== undefined) return found as unknown as Topic<unknown>;
  throw new UsageFault(words.length === 0 ? 'Which topic?' : `There is no topic ${words.join(' ')}.`);
}
