import type { OrderLineFact, SiteEvent } from '@stamkunde/contracts';
import type { TrackerScript } from '@stamkunde/tracker';
import type { answeredOnce } from './answered-once.ts';
import type { FactMetrics } from './fact-metrics.ts';
import type { PageAccess } from './page-access.ts';
import type { SiteAccess } from './site-access.ts';
import type { takeBilletten } from './take-billetten.ts';
import type { TakeFacts } from './take-facts.ts';

/** What the controllers pass requests on to. */
export interface IngestPorts {
  readonly access: SiteAccess;
  readonly pages: PageAccess;
  readonly onFacts: TakeFacts<OrderLineFact>;
  readonly onSiteEvents: TakeFacts<SiteEvent>;
  readonly onBilletten: ReturnType<typeof takeBilletten>;
  readonly once: ReturnType<typeof answeredOnce>;
  readonly metrics: FactMetrics;
  readonly script: TrackerScript;
}

export const INGEST_PORTS = Symbol('IngestPorts');
