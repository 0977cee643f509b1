import { createReadStream } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { schemaRegistry, topics } from '@stamkunde/contracts';
import {
  type Ending,
  exitCode,
  kafkaConnection,
  openWriter,
  reached,
  readConfig,
  runCommand,
} from '@stamkunde/service';
import { type KafkaConnection, publisher } from '@stamkunde/stream';
import { commandSettings, environment } from '../config.ts';
import { bringIn } from './bring-in.ts';
import { factsOf } from './facts-of.ts';
import type { Imported } from './import-facts.ts';
import { type ImportOrder, importOptions, importOrder } from './import-order.ts';
import { type ImportState, importState } from './import-state.ts';
import { count, span } from './progress-line.ts';
import { refusedRows } from './refused-rows.ts';
import { digestOfFirst } from './row-digest.ts';
import { rowsOf } from './rows-of.ts';
import { undeclaredSite } from './undeclared-site.ts';

const USAGE = `npm run import -- --site SITE [options] FILE.csv[.gz]

Sends the order lines and cancellations of a file as history (origin: backfill). Interrupted, the same command goes on
where it stopped; the same file sent twice changes nothing.
  --site SITE          the shop or ticket office the file belongs to, as npm run apply has declared it
  --undeclared         takes a site that nobody has declared, too
  --basis gross|net    whether tax is in unit_price; gross when not said
  --rate N             at most N facts a second
  --refused FILE       writes every refused row there, with line, fields and reasons
  --restart            begins anew instead of going on
Ends with 0 when every row was taken, with 1 when some were refused, with 64 when nothing can be imported: an
undeclared site, a file without the columns of an order file, a file for refused rows that cannot be written.
`;

await runCommand(USAGE, importOptions, async (typed) => {
  const order = importOrder(typed);
  return 'usage' in order ? order : run(order);
});

async function run(order: ImportOrder): Promise<Ending> {
  const config = readConfig(commandSettings, environment);
  const connection = kafkaConnection(config, 'ingest-import');
  const registry = schemaRegistry(config.registryUrl);
  const wrong =
    (order.undeclared ? undefined : await undeclaredSite(connection, registry, order.siteId)) ??
    (await headerFaultOf(order));
  if (wrong !== undefined) {
    say(wrong);
    return exitCode.usage;
  }
  const values = await openWriter(topics.orderLines, registry, config.registerSchemas);
  const folder = join(config.stateHome ?? join(homedir(), '.local', 'state'), 'stamkunde', 'imports');
  const cluster = await reached(clusterIdOf(connection));
  const state = importState(folder, order.file, [cluster, config.topicPrefix, order.siteId, order.basis]);
  const refused = refusedRows(order.refused);
  if ('usage' in refused) return refused;

  const out = publisher(connection, { source: '/services/ingest/import' });
  try {
    const rowsDone = order.restart ? 0 : await rowsInAlready(order.file, state);
    say(`${order.file} for site ${order.siteId}, prices ${order.basis === 'gross' ? 'with' : 'without'} tax`);
    const begun = performance.now();
    const imported = await bringIn(order, rowsDone, { values, publish: out.publish, refused, state });
    const lines = [closingLine(imported, performance.now() - begun), ...refused.summary()];
    process.stdout.write(`${lines.join('\n')}\n`);
    return imported.refused > 0 ? exitCode.failedCheck : exitCode.ok;
  } finally {
    refused.close();
    await out.close();
  }
}

/** How many rows need not be sent again: none when they are not those any more that an earlier run has brought in. */
async function rowsInAlready(file: string, { done }: ImportState): Promise<number> {
  if (done === undefined) return 0;
  if ((await digestOfFirst(done.rows, rowsOf(createReadStream(file)))) === done.digest) {
    say(`${count(done.rows)} rows of this file are in already; going on behind them`);
    return done.rows;
  }
  say(`${count(done.rows)} rows of this file were in already, and have changed since: beginning anew`);
  return 0;
}

function closingLine({ rows, facts, refused, passedOver }: Imported, tookMs: number): string {
  const became = `${count(facts)} taken, ${count(refused)} refused`;
  const head = `${count(rows)} rows in ${span(tookMs)}`;
  if (passedOver > 0)
    return `${head}: ${became}, ${count(passedOver)} passed over: an earlier run has brought them in`;
  return rows === 0 ? `${head}: ${became}` : `${head}, ${count(rows / (tookMs / 1_000))} rows/s: ${became}`;
}

/** Why no row of the file can be read, as one sentence; undefined when its header can be used. */
async function headerFaultOf(order: ImportOrder): Promise<string | undefined> {
  for await (const { headerFault } of factsOf(rowsOf(createReadStream(order.file)), order)) {
    if (headerFault === undefined) return undefined;
    return `${order.file}:${headerFault.line}: ${headerFault.detail}; nothing was imported`;
  }
  return undefined;
}

/** Tells one cluster from another: what one has acknowledged, the next one does not have. */
async function clusterIdOf({ kafka }: KafkaConnection): Promise<string> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return (await admin.describeCluster()).clusterId;
  } finally {
    await admin.disconnect();
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
