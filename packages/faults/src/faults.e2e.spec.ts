import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWatchdog, type Watchdog } from '@stamkunde/sandbox';
import { everyFault } from './faults/every-fault.ts';
import type { Row } from './report.ts';
import { runFaults } from './run-faults.ts';

const minutes = 60_000;
/** The simulation is a spec of its own, which runs beside this one. */
const faults = everyFault.filter(({ id, onDemand }) => !onDemand && id !== '38');
const seed = Number(process.env['FAULTS_SEED'] ?? randomInt(1, 1_000_000));
const logFolder = mkdtempSync(join(tmpdir(), 'stamkunde-faults-'));
const rows = new Map(faults.map(({ id }) => [id, Promise.withResolvers<Row>()]));
const stopping = new AbortController();

let watchdog: Watchdog;
let running: Promise<unknown>;

beforeAll(() => {
  watchdog = startWatchdog();
  running = runFaults(faults, {
    seed,
    jobs: 4,
    long: false,
    logFolder,
    watchdog,
    stopping: stopping.signal,
    say: () => undefined,
    onRow: (row) => rows.get(row.id)?.resolve(row),
  });
  running.catch((error) => {
    for (const { reject } of rows.values()) reject(error);
  });
});

afterAll(async () => {
  stopping.abort();
  await running;
  await watchdog.end();
  rmSync(logFolder, { recursive: true });
}, 5 * minutes);

describe(`nothing is lost, doubled or resurrected (seed ${seed})`, () => {
  it.each(faults)(
    '$id $what',
    async ({ id }) => {
      // Not `exceeded`: what a machine busy with other tests takes long for is still right.
      expect((await rows.get(id)?.promise)?.broken).toEqual([]);
    },
    20 * minutes,
  );
});
