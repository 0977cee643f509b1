import { createReadStream, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { schemaRegistry, topics } from '@stamkunde/contracts';
import { type Ending, exitCode, openWriter, reached, readConfig, runCommand } from '@stamkunde/service';
import { connectKafka, publisher } from '@stamkunde/stream';
import { commandSettings, environment } from '../config.ts';
import { factsOf } from './facts-of.ts';
import { type Imported, importFacts } from './import-facts.ts';
import { type ImportOrder, importOptions, importOrder } from './import-order.ts';
import { importState } from './import-state.ts';
import { count, progressLine, span } from './progress-line.ts';
import { refusedRows } from './refused-rows.ts';
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
undeclared site, a file without the columns of an order file.
`;

const CHUNK_BYTES = 262_144;
const SHOW_EVERY_MS = 200;
const SHOW_EVERY_WITHOUT_TERMINAL_MS = 10_000;
const SAVE_EVERY_MS = 500;

await runCommand(USAGE, importOptions, async (typed) => {
  const order = importOrder(typed);
  return 'usage' in order ? order : run(order);
});

async function run(order: ImportOrder): Promise<Ending> {
  const config = readConfig(commandSettings, environment);
  const connection = connectKafka({
    brokers: config.brokers,
    clientId: 'ingest-import',
    topicPrefix: config.topicPrefix,
  });
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
  const rowsDone = order.restart ? 0 : state.rowsDone;
  if (rowsDone > 0) say(`${count(rowsDone)} rows of this file are in already; going on behind them`);
  say(`${order.file} for site ${order.siteId}, prices ${order.basis === 'gross' ? 'with' : 'without'} tax`);

  const out = publisher(connection, { source: '/services/ingest/import' });
  const refused = refusedRows(order.refused);
  const file = createReadStream(order.file, { highWaterMark: CHUNK_BYTES });
  const display = showing(() => file.bytesRead, statSync(order.file).size, rowsDone);
  let savedAt = performance.now();
  const begun = performance.now();
  const imported = await importFacts({
    facts: factsOf(rowsOf(file), order),
    publish: out.publish,
    values,
    rowsDone,
    factsPerSecondMax: order.rate,
    onHeader: (ignored) => {
      if (ignored.length > 0) display.say(`columns without a meaning here: ${ignored.join(', ')}`);
    },
    onRefused: refused.add,
    onAcknowledged: (sofar) => {
      display.update(sofar);
      if (sofar.rows <= rowsDone || performance.now() - savedAt < SAVE_EVERY_MS) return;
      state.save(sofar.rows);
      savedAt = performance.now();
    },
  });
  state.clear();
  display.end();
  refused.close();
  await out.close();

  const tookMs = performance.now() - begun;
  const rate = imported.rows === 0 ? '' : `, ${count(imported.rows / (tookMs / 1_000))} rows/s`;
  process.stdout.write(
    `${count(imported.rows)} rows in ${span(tookMs)}${rate}: ${count(imported.facts)} taken, ${count(imported.refused)} refused\n`,
  );
  for (const line of refused.summary()) process.stdout.write(`${line}\n`);
  return imported.refused > 0 ? exitCode.failedCheck : exitCode.ok;
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
async function clusterIdOf({ kafka }: ReturnType<typeof connectKafka>): Promise<string> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return (await admin.describeCluster()).clusterId;
  } finally {
    await admin.disconnect();
  }
}

function showing(bytesRead: () => number, bytesTotal: number, rowsDone: number) {
  const terminal = process.stderr.isTTY;
  const begun = performance.now();
  let sofar: Imported = { rows: 0, facts: 0, refused: 0 };
  let heardAt = begun;
  // Time and rate are those of this run: what an earlier one did is passed over at another speed.
  let caughtUpAt = begun;
  let bytesDone = 0;
  const show = () => {
    const now = performance.now();
    const line = progressLine({
      ...sofar,
      rowsDone,
      bytesDone,
      bytesRead: bytesRead(),
      bytesTotal,
      elapsedMs: now - caughtUpAt,
      silentMs: now - heardAt,
    });
    process.stderr.write(terminal ? `\r\u001b[K${line}` : `${line}\n`);
  };
  const timer = setInterval(show, terminal ? SHOW_EVERY_MS : SHOW_EVERY_WITHOUT_TERMINAL_MS);
  return {
    update(now: Imported) {
      sofar = now;
      heardAt = performance.now();
      if (now.rows > rowsDone) return;
      caughtUpAt = heardAt;
      bytesDone = bytesRead();
    },
    say(text: string) {
      if (terminal) process.stderr.write('\r\u001b[K');
      say(text);
    },
    end() {
      clearInterval(timer);
      if (terminal) process.stderr.write('\r\u001b[K');
    },
  };
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
