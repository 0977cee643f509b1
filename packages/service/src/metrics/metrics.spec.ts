import { Counter } from 'prom-client';
import { createMetrics, type Metrics } from './metrics.ts';
import { streamMetrics } from './stream-metrics.ts';

const openMetrics = 'application/openmetrics-text; version=1.0.0, text/plain; q=0.5';

describe('metrics', () => {
  let metrics: Metrics;
  beforeEach(() => {
    metrics = createMetrics({ service: 'order-aggregator', version: '1.2.3' });
  });
  afterEach(() => metrics.close());

  it('come as OpenMetrics to those who ask for it, and as Prometheus text to everybody else', async () => {
    const asked = await metrics.render(openMetrics);
    expect(asked.contentType).toMatch(/^application\/openmetrics-text; version=1\.0\.0/);
    expect(asked.body).toMatch(/# EOF\n$/);
    for (const accept of [undefined, '*/*', 'text/plain', 'application/openmetrics-text; q=0']) {
      const other = await metrics.render(accept);
      expect(other.contentType).toMatch(/^text\/plain; version=0\.0\.4/);
      expect(other.body).not.toContain('# EOF');
    }
  });

  it('name a counter the same in both formats, in any order and at the same time', async () => {
    const { registry } = metrics;
    new Counter({ name: 'stamkunde_seats_total', help: 'Seats.', registers: [registry] }).inc(4);
    const answers = await Promise.all(
      [undefined, openMetrics, undefined, openMetrics].map((accept) => metrics.render(accept)),
    );
    for (const { body } of answers) expect(body).toContain('\nstamkunde_seats_total 4\n');
    expect(answers[1]?.body).toContain('# TYPE stamkunde_seats counter');
    expect(answers[2]?.body).toContain(
      '# HELP stamkunde_seats_total Seats.\n# TYPE stamkunde_seats_total counter',
    );
  });

  it('tell what runs, the process, and the delay of the event loop, near zero when idle', async () => {
    const { body } = await metrics.render(openMetrics);
    expect(body).toContain('stamkunde_build_info{service="order-aggregator",version="1.2.3",node="24.');
    expect(body).toContain('process_resident_memory_bytes');
    const p99 = Number(/^stamkunde_event_loop_delay_p99_seconds (\S+)$/m.exec(body)?.[1]);
    expect(p99).toBeGreaterThanOrEqual(0);
  });

  it('carry everything a stream tells of itself', async () => {
    const events = streamMetrics(metrics);
    events.processed('orders', 5);
    events.processed('orders', 2);
    events.refused('orders', 'bad-magic');
    events.batch('orders', 0.003, 7);
    events.lag('orders', 0, 12);
    events.lag('orders', 1, 13);
    events.released('orders', 1);
    events.oldestUnhandled('orders', 1.5);
    events.retry('mongodb');
    events.conflict('orders', 3);
    events.offsetReset('orders', 0);
    const { body } = await metrics.render(openMetrics);
    for (const line of [
      'stamkunde_processed_total{topic="orders"} 7',
      'stamkunde_refused_total{topic="orders",reason="bad-magic"} 1',
      'stamkunde_batch_duration_seconds_bucket{le="0.005",topic="orders"} 1',
      'stamkunde_batch_messages_sum{topic="orders"} 7',
      'stamkunde_lag{topic="orders",partition="0"} 12',
      'stamkunde_oldest_unhandled_age_seconds{topic="orders"} 1.5',
      'stamkunde_retries_total{dependency="mongodb"} 1',
      'stamkunde_store_conflicts_total{store="orders"} 3',
      'stamkunde_offset_resets_total{topic="orders",partition="0"} 1',
    ]) {
      expect(body).toContain(line);
    }
    expect(body).not.toContain('partition="1"');
  });
});
