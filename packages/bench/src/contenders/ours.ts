import { join } from 'node:path';
import { type Order, type PurchaseTotals, topics } from '@stamkunde/contracts';
import type { Binary } from 'mongodb';
import { root } from '../ground.ts';
import { decoded } from '../measure/outputs.ts';
import { endOfOrder, endOfTotals } from '../work/end-state.ts';
import { startChild } from './child.ts';
import { type Contender, databaseOf, logFileOf } from './contender.ts';

const program = join(root, 'services', 'order-aggregator', 'dist', 'main.js');

/** The service itself, as it is deployed. */
export const ours: Contender = {
  name: 'ours',
  // One prefix for all topics of a system, the input among them.
  outputPrefix: (inputPrefix) => inputPrefix,
  // It does not write connections, but will not start where there is no such topic.
  outputs: ['orders', 'buyer-orders', 'purchase-totals', 'refusals', 'connections'],
  rereads: ['buyer-orders'],
  groupId: (inputPrefix) => `${inputPrefix}order-aggregator`,

  start(ground, inputPrefix, { flags = [], managementPort = 0 } = {}) {
    const { stack } = ground;
    return startChild(program, {
      flags,
      logFile: logFileOf(ground, ours, inputPrefix),
      env: {
        STAMKUNDE_BROKERS: stack.brokers.join(','),
        STAMKUNDE_MONGO_URI: stack.mongoUri,
        STAMKUNDE_REGISTRY_URL: stack.registryUrl,
        MONGO_DATABASE: databaseOf(ours, inputPrefix),
        TOPIC_PREFIX: inputPrefix,
        REGISTER_SCHEMAS: 'true',
        MANAGEMENT_HOST: '127.0.0.1',
        MANAGEMENT_PORT: String(managementPort),
        HTTP_HOST: '127.0.0.1',
        HTTP_PORT: '0',
      },
    });
  },

  async stored(database, { registry }) {
    // The documents hold the very bytes that were announced; their own ids are nobody's business.
    const kept = async (collection: string) => {
      const found = await database
        .collection(collection)
        .find()
        .project<{ value: Binary }>({ value: 1 })
        .toArray();
      return new Map(found.map(({ value }, place) => [String(place), Buffer.from(value.buffer)]));
    };
    const orders = await decoded<Order, Order>(
      topics.orders,
      registry,
      await kept('orders'),
      (order) => order,
    );
    const totals = await decoded<PurchaseTotals, PurchaseTotals>(
      topics.purchaseTotals,
      registry,
      await kept('buyers'),
      (one) => one,
    );
    return {
      orders: new Map([...orders.values()].map((order) => [topics.orders.key(order), endOfOrder(order)])),
      totals: new Map([...totals.values()].map((one) => [one.contactId, endOfTotals(one)])),
    };
  },
};
