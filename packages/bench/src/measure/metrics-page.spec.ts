import { metricOn } from './metrics-page.ts';

const page = [
  '# TYPE stamkunde_processed_total counter',
  'stamkunde_processed_total{topic="order-lines"} 7',
  'stamkunde_processed_total{topic="buyer-orders"} 2.5',
  'stamkunde_processed_total_created 1',
  'process_resident_memory_bytes 42',
].join('\n');

describe('a metric on a page', () => {
  it('is the sum of its samples', () => {
    expect(metricOn(page, 'stamkunde_processed_total')).toBe(9.5);
    expect(metricOn(page, 'process_resident_memory_bytes')).toBe(42);
    expect(metricOn(page, 'stamkunde_processed')).toBeUndefined();
  });
});
