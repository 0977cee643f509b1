import { type Metrics, streamMetrics } from '@stamkunde/service';
import { Counter } from 'prom-client';

/** What is counted of the loop, and of what the facts say. */
export function foldMetrics(metrics: Metrics) {
  const contradicted = new Counter({
    name: 'stamkunde_contradicted_statements_total',
    help: 'Statements that said something else than what was known, at the same version; the source should be asked.',
    registers: [metrics.registry],
  });
  return { ...streamMetrics(metrics), contradicted: (statements: number) => contradicted.inc(statements) };
}
