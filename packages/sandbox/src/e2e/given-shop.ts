import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CustomerFact,
  type OrderLineFact,
  type PermissionStatement,
  reader,
  type SiteEvent,
  type Topic,
  topics,
} from '@stamkunde/contracts';
import { type Following, followTopic } from '@stamkunde/stream';
import { type Shop, serveShop } from '../shop/serve-shop.ts';
import { freePort } from '../stack/free-port.ts';
import { type StackAddresses, startSystem } from '../system/start-system.ts';

/** What has arrived on the topics, in the order of each. */
export interface Arrived {
  readonly siteEvents: SiteEvent[];
  readonly orderLines: OrderLineFact[];
  readonly customers: CustomerFact[];
  readonly permissionStatements: PermissionStatement[];
}

/** The demo shop with an ingest of its own, made for one file of tests. */
export interface GivenShop {
  readonly shop: Shop;
  readonly ingestUrl: string;
  readonly siteId: string;
  readonly arrived: Arrived;
  end(): Promise<void>;
}

const siteId = 'demo';

export async function givenShop(stack: StackAddresses, prefix: string): Promise<GivenShop> {
  const folder = mkdtempSync(join(tmpdir(), 'stamkunde-shop-'));
  const port = await freePort();
  const connection = join(folder, 'demo.yaml');
  writeFileSync(
    connection,
    `site: ${siteId}
name: Demo
apiKeys: [env:SHOP_KEY]
browserOrigins: ["http://127.0.0.1:${port}"]
pairingKeys: [env:SHOP_PAIRING_KEY]
`,
  );
  const env = { SHOP_KEY: `${prefix}key-of-the-shop`, SHOP_PAIRING_KEY: `${prefix}key-for-pairings` };
  const system = await startSystem({
    stack,
    prefix,
    services: ['ingest'],
    logFolder: folder,
    connections: [connection],
    env,
  });
  const ingestUrl = system.service('ingest').urls['api'] ?? '';
  const arrived: Arrived = { siteEvents: [], orderLines: [], customers: [], permissionStatements: [] };
  const follow = <T>(topic: Topic<T>, values: T[]): Promise<Following> => {
    const read = reader(topic, system.registry);
    return followTopic(system.connection, topic.name, {
      from: 'beginning',
      onMessages: async (messages) => {
        for (const { message } of messages) {
          const bytes = message.value ?? Buffer.alloc(0);
          await read.learn(bytes);
          const result = read.read(bytes);
          if ('value' in result) values.push(result.value);
        }
      },
    });
  };
  const following = await Promise.all([
    follow(topics.siteEvents, arrived.siteEvents),
    follow(topics.orderLines, arrived.orderLines),
    follow(topics.customers, arrived.customers),
    follow(topics.permissionStatements, arrived.permissionStatements),
  ]);
  const shop = await serveShop({
    ingest: { url: ingestUrl, siteId, apiKey: env.SHOP_KEY },
    pairingKey: env.SHOP_PAIRING_KEY,
    port,
  });
  return {
    shop,
    ingestUrl,
    siteId,
    arrived,
    async end() {
      await shop.close();
      await Promise.all(following.map((one) => one.stop()));
      await system.stop();
      await system.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
