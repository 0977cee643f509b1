import {
  type Connection,
  type CustomerFact,
  type OrderLineFact,
  type PermissionStatement,
  reader,
  type SiteEvent,
  type Topic,
  topics,
  writer,
} from '@stamkunde/contracts';
import { createLog, createMetrics, startHttpApi } from '@stamkunde/service';
import { type Outgoing, Unavailable } from '@stamkunde/stream';
import { answeredOnce } from './answered-once.ts';
import { mediaTypes } from './domain/items-of.ts';
import { factMetrics } from './fact-metrics.ts';
import { ingestModule } from './ingest.module.ts';
import { pageAccess } from './page-access.ts';
import { PAGE_BODY_BYTES_MAX, PAGE_EVENTS_ROUTE } from './page-origins.ts';
import { siteAccess } from './site-access.ts';
import { takeBilletten } from './take-billetten.ts';
import { takeFacts } from './take-facts.ts';
import { customersOut, orderLinesOut, permissionStatementsOut, siteEventsOut } from './way-out.ts';

/** Key of the sample's site, `demo`. */
export const sampleKey = 'a-key-of-thirty-two-characters..';

/** Ingest's HTTP side for specs: everything but Kafka and MongoDB is real; those are met in the .int.spec beside. */
export interface SampleIngest {
  readonly url: string;
  /** What was published since it was taken last. */
  taken(): readonly Outgoing[];
  /** Values of the topic among these. */
  decoded<T>(topic: Topic<T>, messages: readonly Outgoing[]): Promise<T[]>;
  kafkaIs(state: 'there' | 'away'): void;
  close(): Promise<void>;
}

export async function sampleIngest(
  site: Partial<Connection> = {},
  { env = {}, eventsPerMinuteMax = 1_000_000, onLog = () => undefined }: SampleOptions = {},
): Promise<SampleIngest> {
  const metrics = createMetrics({ service: 'ingest', version: '0' });
  const access = siteAccess({
    assign: async () => undefined,
    siteOf: (given) => (given === sampleKey ? 'demo' : undefined),
    close: () => undefined,
  });
  const pages = pageAccess({ env, eventsPerMinuteMax });
  const connection: Connection = {
    siteId: 'demo',
    version: 1,
    name: 'Demo',
    apiKeys: [],
    factsPerSecondMax: 1_000_000,
    browserOrigins: ['https://shop.example'],
    unsignedPairings: 'accept',
    pairingKeys: [],
    ...site,
  };
  access.changed('demo', connection);
  pages.changed('demo', connection);
  const published: Outgoing[] = [];
  let isAway = false;
  const publish = async (messages: readonly Outgoing[]) => {
    if (isAway) throw new Unavailable('kafka', 'test');
    published.push(...messages);
  };
  const away = async () => {
    throw new Unavailable('mongodb', 'test');
  };
  const out = {
    orderLines: orderLinesOut(writer<OrderLineFact>(topics.orderLines, 1)),
    siteEvents: siteEventsOut(writer<SiteEvent>(topics.siteEvents, 1)),
    permissionStatements: permissionStatementsOut(
      writer<PermissionStatement>(topics.permissionStatements, 1),
    ),
    customers: customersOut(writer<CustomerFact>(topics.customers, 1)),
  };
  const facts = factMetrics(metrics, () => 0);
  const api = await startHttpApi({
    module: ingestModule({
      access,
      pages,
      onFacts: takeFacts({ publish, out: out.orderLines }),
      onSiteEvents: takeFacts({ publish, out: out.siteEvents }),
      onBilletten: takeBilletten({ publish, out, metrics: facts }),
      once: answeredOnce({ claim: away, finish: away, release: away }),
      metrics: facts,
      script: { source: 'stamkunde', integrity: 'sha384-x' },
    }),
    host: '127.0.0.1',
    port: 0,
    mediaTypes: [...mediaTypes, 'text/plain'],
    bodyLimitsBytes: { [PAGE_EVENTS_ROUTE]: PAGE_BODY_BYTES_MAX },
    log: createLog({ service: 'ingest', version: '0', level: 'debug', destination: { write: onLog } }),
  });
  return {
    url: api.url,
    taken: () => published.splice(0),
    async decoded<T>(topic: Topic<T>, messages: readonly Outgoing[]) {
      const read = reader(topic, {
        schema: async () => topic.schema,
        register: async () => 1,
        idOf: async () => 1,
      });
      const values: T[] = [];
      for (const message of messages) {
        if (message.topic !== topic.name) continue;
        const bytes = message.value ?? Buffer.alloc(0);
        await read.learn(bytes);
        const result = read.read(bytes);
        if ('value' in result) values.push(result.value);
      }
      return values;
    },
    kafkaIs: (state) => {
      isAway = state === 'away';
    },
    async close() {
      await api.close();
      metrics.close();
    },
  };
}

interface SampleOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly eventsPerMinuteMax?: number;
  /** Told each line of the log. */
  readonly onLog?: (line: string) => void;
}
