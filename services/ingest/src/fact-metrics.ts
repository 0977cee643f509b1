import type { Metrics } from '@stamkunde/service';
import { Counter, Gauge } from 'prom-client';
import type { Heard } from './domain/cloud-event.ts';

/** What is counted of the facts that come in. */
export interface FactMetrics {
  heard(heard: readonly Heard<{ readonly type: string }>[]): void;
}

/** @param held facts that wait for Kafka at the moment */
export function factMetrics({ registry }: Metrics, held: () => number): FactMetrics {
  const facts = new Counter({
    name: 'stamkunde_ingest_facts_total',
    help: 'Facts understood, by kind.',
    labelNames: ['type'],
    registers: [registry],
  });
  const refused = new Counter({
    name: 'stamkunde_ingest_facts_refused_total',
    help: 'Facts refused, by the reason of their first fault.',
    labelNames: ['reason'],
    registers: [registry],
  });
  new Gauge({
    name: 'stamkunde_ingest_facts_held',
    help: 'Facts that wait for the acknowledgement of Kafka.',
    registers: [registry],
    collect() {
      this.set(held());
    },
  });
  return {
    heard(heard) {
      const types = new Map<string, number>();
      for (const one of heard) {
        if ('faults' in one) refused.inc({ reason: one.faults[0]?.reason ?? 'invalid-field' });
        else types.set(one.fact.type, (types.get(one.fact.type) ?? 0) + 1);
      }
      for (const [type, number] of types) facts.inc({ type }, number);
    },
  };
}
