import { monitorEventLoopDelay } from 'node:perf_hooks';
import { collectDefaultMetrics, Gauge, type OpenMetricsContentType, Registry } from 'prom-client';

/** What is counted in this process, ready to be collected. */
export interface Metrics {
  /** Register counters, gauges and histograms here: `new Counter({ registers: [metrics.registry], … })`. */
  readonly registry: Registry<OpenMetricsContentType>;
  /** The values of now: OpenMetrics if the `Accept` header asks for it, Prometheus text otherwise. */
  render(accept: string | undefined): Promise<{ readonly contentType: string; readonly body: string }>;
  close(): void;
}

const LOOP_RESOLUTION_MS = 10;

/** A registry with what Node and the process tell about themselves, and the delay of the event loop. */
export function createMetrics({ service, version }: { service: string; version: string }): Metrics {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'stamkunde_build_info',
    help: 'Always 1; the labels tell what runs.',
    labelNames: ['service', 'version', 'node'],
    registers: [registry],
  }).set({ service, version, node: process.versions.node }, 1);
  const delay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  delay.enable();
  new Gauge({
    name: 'stamkunde_event_loop_delay_p99_seconds',
    help: 'Delay of the event loop since the last collection, 99th percentile.',
    registers: [registry],
    collect() {
      // The histogram holds the time between two ticks, so an idle loop shows the resolution, not zero.
      this.set(Math.max(0, (delay.percentile(99) - LOOP_RESOLUTION_MS * 1e6) / 1e9));
      delay.reset();
    },
  });
  return {
    registry,
    async render(accept = '') {
      const openMetrics = await registry.metrics();
      if (asksForOpenMetrics(accept))
        return { contentType: Registry.OPENMETRICS_CONTENT_TYPE, body: openMetrics };
      return { contentType: Registry.PROMETHEUS_CONTENT_TYPE, body: prometheusText(openMetrics) };
    },
    close() {
      delay.disable();
      registry.clear();
    },
  };
}

function asksForOpenMetrics(accept: string): boolean {
  return accept
    .split(',')
    .some((one) => /^\s*application\/openmetrics-text\b/i.test(one) && !/;\s*q=0(\.0*)?\s*(;|$)/i.test(one));
}

/**
 * The older format of the same values. Not by switching the registry over: that is shared by requests that run at the
 * same time, and prom-client renames its counters for good the first time it writes OpenMetrics.
 */
function prometheusText(openMetrics: string): string {
  const counters = new Set([...openMetrics.matchAll(/^# TYPE (\S+) counter$/gm)].map(([, name]) => name));
  const full = (line: string, word: string, name: string) =>
    counters.has(name) ? `# ${word} ${name}_total` : line;
  return openMetrics.replaceAll(/^# (HELP|TYPE) (\S+)/gm, full).replace(/# EOF\n$/, '');
}
