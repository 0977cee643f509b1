import { readFileSync } from 'node:fs';
import { type Connection, reader, schemaRegistry, topics } from '@stamkunde/contracts';
import { exitCode, kafkaConnection, openWriter, reached, readConfig, runCommand } from '@stamkunde/service';
import { followTable, type KafkaConnection, publisher } from '@stamkunde/stream';
import { commandSettings, environment } from '../config.ts';
import { type Change, changesOf, changeTable } from './changes-of.ts';
import { readConnections } from './read-connections.ts';

const USAGE = `npm run apply -- [--dry-run] FILE.yaml…

Declares the connections in these files: compares them with the topic and publishes what is new or changed.
  --dry-run   shows what would change, and changes nothing
`;

await runCommand(USAGE, { 'dry-run': { type: 'boolean' } }, async ({ values, positionals }) => {
  if (positionals.length === 0) return { usage: 'no file is named' };
  const files: { name: string; text: string }[] = [];
  for (const name of positionals) {
    try {
      files.push({ name, text: readFileSync(name, 'utf8') });
    } catch (error) {
      return { usage: `${name} cannot be read (${(error as { code?: string }).code})` };
    }
  }
  const read = readConnections(files);
  if ('faults' in read) {
    for (const { place, detail } of read.faults) process.stderr.write(`${place}: ${detail}\n`);
    const number = read.faults.length;
    process.stderr.write(`${number} ${number === 1 ? 'fault' : 'faults'}; nothing was changed\n`);
    return exitCode.failedCheck;
  }
  const config = readConfig(commandSettings, environment);
  const connection = kafkaConnection(config, 'ingest-apply');
  const registry = schemaRegistry(config.registryUrl);
  const table = await reached(
    followTable(connection, topics.connections, reader(topics.connections, registry)),
  );
  try {
    const changes = changesOf(read.connections, table.get);
    if (values['dry-run'] !== true) {
      const writer = await openWriter(topics.connections, registry, config.registerSchemas);
      await publish(connection, changes, writer.write);
    }
    process.stdout.write(
      `${changeTable(changes)}\n${values['dry-run'] === true ? 'dry run: nothing was changed\n' : ''}`,
    );
  } finally {
    await table.stop();
  }
  return exitCode.ok;
});

async function publish(
  connection: KafkaConnection,
  changes: readonly Change[],
  write: (value: Connection) => Buffer,
): Promise<void> {
  const out = publisher(connection, { source: '/services/ingest/apply' });
  try {
    const messages = changes.flatMap(({ connection: changed }) => (changed === undefined ? [] : [changed]));
    await reached(
      out.publish(
        messages.map((value) => ({
          topic: topics.connections.name,
          key: topics.connections.key(value),
          value: write(value),
          trace: {
            correlationId: `${value.siteId}/${value.version}`,
            traceparent: undefined,
            origin: 'live',
          },
          event: { id: `${value.siteId}/${value.version}`, type: 'Connection' },
        })),
      ),
    );
  } finally {
    await out.close();
  }
}
