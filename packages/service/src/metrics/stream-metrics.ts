import { Counter, Gauge, Histogram } from 'prom-client';
import type { Metrics } from './metrics.ts';

/** Turns what the loop tells about itself into metrics; what it implements is `StreamEvents` of @stamkunde/stream. */
export function streamMetrics({ registry }: Pick<Metrics, 'registry'>) {
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter({ name: `stamkunde_${name}_total`, help, labelNames, registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Gauge({ name: `stamkunde_${name}`, help, labelNames, registers });
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name: `stamkunde_${name}`, help, labelNames: ['topic'], buckets, registers });

  const processed = counter('processed', 'Messages whose effects are stored and announced.', ['topic']);
  const refused = counter('refused', 'Messages that could not be taken.', ['topic', 'reason']);
  const seconds = histogram(
    'batch_duration_seconds',
    'Time from taking up a batch to the announcement of its effects.',
    [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30],
  );
  const size = histogram(
    'batch_messages',
    'Messages in a batch.',
    [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000],
  );
  const lag = gauge('lag', 'Messages on the broker that are not handled yet.', ['topic', 'partition']);
  const age = gauge('oldest_unhandled_age_seconds', 'Age of the oldest message not handled yet.', ['topic']);
  const retries = counter('retries', 'Attempts repeated because a dependency was away.', ['dependency']);
  const conflicts = counter('store_conflicts', 'Documents another writer had changed first.', ['store']);
  const resets = counter('offset_resets', 'Offsets the broker no longer had: facts may be skipped.', [
    'topic',
    'partition',
  ]);

  return {
    processed: (topic: string, messages: number) => processed.inc({ topic }, messages),
    refused: (topic: string, reason: string) => refused.inc({ topic, reason }),
    batch(topic: string, tookSeconds: number, messages: number) {
      seconds.observe({ topic }, tookSeconds);
      size.observe({ topic }, messages);
    },
    lag: (topic: string, partition: number, messages: number) => lag.set({ topic, partition }, messages),
    oldestUnhandled: (topic: string, ageSeconds: number) => age.set({ topic }, ageSeconds),
    released: (topic: string, partition: number) => lag.remove({ topic, partition }),
    retry: (dependency: string) => retries.inc({ dependency }),
    conflict: (store: string, documents: number) => conflicts.inc({ store }, documents),
    offsetReset: (topic: string, partition: number) => resets.inc({ topic, partition }),
  };
}
