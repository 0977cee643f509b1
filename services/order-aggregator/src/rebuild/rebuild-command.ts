import { schemaRegistry, type Topic, topics } from '@stamkunde/contracts';
import { connectMongo, exitCode, kafkaConnection, reached, readConfig, runCommand } from '@stamkunde/service';
import { holdGroup, type KafkaConnection, publisher } from '@stamkunde/stream';
import type { Connection } from 'mongoose';
import { openCodecs } from '../codecs.ts';
import { environment, rebuildSettings } from '../config.ts';
import { announcedRevs } from './announced-revs.ts';
import { described, summaryOf } from './described.ts';
import { mendsIn } from './mends.ts';
import { progressDisplay } from './progress-display.ts';
import { projectionIn } from './projection.ts';
import { type RebuildPorts, rebuild } from './rebuild.ts';
import { startRebuiltProjection } from './rebuilt-projection.ts';

const NAME = 'order-aggregator';

const USAGE = `npm run rebuild -- ${NAME} [--compare] [--restart]

Folds all facts once more, beside the running service, and compares every order and buyer with what is kept of them.
What differs is listed, put in order and announced with its next rev; what is alike stays as it is. Interrupted, the same
command goes on where it stopped.
  --compare   changes nothing
  --restart   begins anew instead of going on, as after the rules of the fold have changed
Ends with 0 when all is alike, or was put in order; with 1 when --compare has found differences.
`;

const options = { compare: { type: 'boolean' }, restart: { type: 'boolean' } } as const;

await runCommand(USAGE, options, async ({ values, positionals }) => {
  if (positionals.join(' ') !== NAME)
    return { usage: `name the service whose projection is to be rebuilt: ${NAME}` };
  const isOnlyLooking = values['compare'] === true;
  const config = readConfig(rebuildSettings, environment);
  const connection = kafkaConnection(config, `${NAME}-rebuild`);
  const registry = schemaRegistry(config.registryUrl);
  const codecs = await openCodecs(registry, false);
  const mongo = await connectMongo(config.mongoUri, { appName: `${NAME}-rebuild`, retryWrites: false });
  const database = mongo.useDb(config.mongoDatabase);
  const scratch = mongo.useDb(`${config.mongoDatabase}-rebuild`);
  if (values['restart'] === true) await scratch.dropDatabase();

  const group = `${config.topicPrefix}${NAME}-rebuild`;
  const projection = await reached(
    startRebuiltProjection({
      group,
      connection,
      registry,
      database: scratch,
      codecs,
      onBug: (error) => {
        throw error;
      },
    }),
  );
  const out = publisher(connection, { source: `/services/${NAME}/rebuild` });
  const display = progressDisplay();
  const [live, rebuilt] = [projectionIn(database, codecs), projectionIn(scratch, codecs)];
  const ports: RebuildPorts = {
    projection,
    live,
    rebuilt,
    mends: mendsIn(scratch),
    database,
    codecs,
    publish: out.publish,
    // History: what was wrong so long is no reason to write to anybody.
    trace: {
      correlationId: `rebuild ${new Date().toISOString()}`,
      traceparent: undefined,
      origin: 'backfill',
    },
    hold: () =>
      holdGroup({
        connection,
        service: `${config.topicPrefix}${NAME}`,
        topics: [topics.orderLines, topics.buyerOrders] as unknown as readonly Topic<never>[],
      }),
    announcedOf: async ({ orders, buyers }) => ({
      orders: await announcedRevs(connection, topics.orders, codecs.orders, new Set(orders)),
      buyers: await announcedRevs(connection, topics.purchaseTotals, codecs.totals, new Set(buyers)),
    }),
    onStage: display.update,
    onDiffering: async (differing) => {
      display.clear();
      for (const line of await described(differing, live, rebuilt)) process.stdout.write(`${line}\n`);
    },
  };
  const result = await rebuild(ports, isOnlyLooking);
  display.clear();
  process.stdout.write(summaryOf(result));
  await projection.stop();
  await out.close();
  if (!isOnlyLooking) await tidyUp(connection, scratch, group);
  await mongo.close();
  const { orders, buyers } = result.comparison.differing;
  return isOnlyLooking && orders.length + buyers.length > 0 ? exitCode.failedCheck : exitCode.ok;
});

async function tidyUp({ kafka }: KafkaConnection, scratch: Connection, group: string): Promise<void> {
  await scratch.dropDatabase();
  const admin = kafka.admin();
  await admin.connect();
  // Of a group that still has a member the offsets stay, and do no harm: without a projection all is read anew.
  await admin.deleteGroups([group]).catch(() => undefined);
  await admin.disconnect();
}
