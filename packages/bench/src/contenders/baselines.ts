import { fileURLToPath } from 'node:url';
import type { Db } from 'mongodb';
import type { BaselineSettings } from '../baseline/baseline-settings.ts';
import { type BuyerDocument, totalsOf } from '../baseline/buyer-document.ts';
import { type OrderDocument, snapshotOf } from '../baseline/order-document.ts';
import type { Ground } from '../ground.ts';
import { type EndState, endOfOrder, endOfTotals } from '../work/end-state.ts';
import { startChild } from './child.ts';
import { type Contender, databaseOf, logFileOf } from './contender.ts';

/** The plain careful kafkajs loop. */
export const plain: Contender = {
  name: 'plain',
  outputPrefix: (inputPrefix) => `${inputPrefix}plain-`,
  outputs: ['orders', 'buyer-orders', 'purchase-totals'],
  rereads: ['buyer-orders'],
  groupId: (inputPrefix) => `${inputPrefix}plain`,
  start: (ground, inputPrefix, settings) =>
    startBaseline(ground, plain, 'plain-loop', inputPrefix, plain.groupId(inputPrefix), settings?.flags),
  stored: storedByBaseline,
};

/** Nest's own Kafka transport and mongoose. */
export const everyday: Contender = {
  name: 'everyday',
  outputPrefix: (inputPrefix) => `${inputPrefix}everyday-`,
  outputs: ['orders', 'purchase-totals'],
  rereads: ['orders'],
  // Nest's transport puts this behind the name it is given.
  groupId: (inputPrefix) => `${inputPrefix}everyday-server`,
  start: (ground, inputPrefix, settings) =>
    startBaseline(ground, everyday, 'everyday', inputPrefix, `${inputPrefix}everyday`, settings?.flags),
  stored: storedByBaseline,
};

function startBaseline(
  ground: Ground,
  contender: Contender,
  folder: string,
  inputPrefix: string,
  groupId: string,
  flags: readonly string[] = [],
) {
  const { stack } = ground;
  const settings: BaselineSettings = {
    brokers: stack.brokers,
    mongoUri: stack.mongoUri,
    database: databaseOf(contender, inputPrefix),
    registryUrl: stack.registryUrl,
    groupId,
    input: `${inputPrefix}order-lines`,
    outputPrefix: contender.outputPrefix(inputPrefix),
  };
  const program = fileURLToPath(new URL(`../${folder}/main.js`, import.meta.url));
  const logFile = logFileOf(ground, contender, inputPrefix);
  return startChild(program, { args: [JSON.stringify(settings)], flags, logFile });
}

async function storedByBaseline(database: Db): Promise<EndState> {
  const orders = await database.collection<OrderDocument>('orders').find().toArray();
  const buyers = await database.collection<BuyerDocument>('buyers').find().toArray();
  return {
    orders: new Map(orders.map((order) => [order._id, endOfOrder(snapshotOf(order))])),
    totals: new Map(buyers.map((buyer) => [buyer._id, endOfTotals(totalsOf(buyer))])),
  };
}
