import { type Metrics, streamMetrics } from '@stamkunde/service';
import { Counter } from 'prom-client';
import type { Outcome } from './domain/attribution.ts';
import type { Standing } from './domain/segments.ts';

/** What is counted of the loop, and of what becomes of events and pairings. */
export function pairingMetrics(metrics: Metrics) {
  const registers = [metrics.registry];
  const outcomes = new Counter({
    name: 'stamkunde_site_event_outcomes_total',
    help: 'Times that something else became of an event than before: waiting, attributed, expired, or withheld because of bot, unpaired, no-consent.',
    labelNames: ['outcome'],
    registers,
  });
  const forgotten = new Counter({
    name: 'stamkunde_site_events_forgotten_total',
    help: 'Events removed when their time was up, by what had become of them; waiting ones were never tied to anybody.',
    labelNames: ['outcome'],
    registers,
  });
  const pairings = new Counter({
    name: 'stamkunde_pairings_total',
    help: 'Pairings heard of for the first time, by whether they count and by who vouches for them.',
    labelNames: ['state', 'proof'],
    registers,
  });
  return {
    ...streamMetrics(metrics),
    outcome: (outcome: Outcome) => outcomes.inc({ outcome }),
    forgotten: (outcome: Outcome, events: number) => forgotten.inc({ outcome }, events),
    pairing: (state: Standing, proof: string) => pairings.inc({ state, proof }),
  };
}
