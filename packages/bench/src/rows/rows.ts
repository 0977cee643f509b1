import type { RowId } from '../goals.ts';
import { buyerGrowth, memberGrowth, orderGrowth } from './growth.ts';
import { httpIngest } from './http-ingest.ts';
import { lightLoad } from './light-load.ts';
import { rebuild } from './rebuild.ts';
import { redelivery } from './redelivery.ts';
import type { Measure } from './row.ts';
import { backlogMemory, soak } from './soak.ts';
import { startTime } from './start-time.ts';
import { shareOfStore } from './store-ceiling.ts';
import {
  againstEveryday,
  againstPlain,
  costAgainstPlain,
  loopDelay,
  peakMemory,
  serviceCost,
} from './throughput.ts';

/** How each row is measured. */
export const rows: Readonly<Record<RowId, Measure>> = {
  T1: againstEveryday('w1'),
  T2: againstPlain,
  T3: costAgainstPlain,
  T4: shareOfStore,
  T5: againstEveryday('w2'),
  T6: serviceCost,
  T8: redelivery,
  T9a: buyerGrowth,
  T9b: orderGrowth,
  T9c: memberGrowth,
  L1: lightLoad(50),
  L2: lightLoad(200),
  L4: loopDelay,
  M1: peakMemory,
  M2: soak,
  M3: backlogMemory,
  B1: rebuild,
  S1: startTime,
  H1: httpIngest,
};
