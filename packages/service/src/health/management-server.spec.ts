import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createMetrics } from '../metrics/metrics.ts';
import { type HealthCheck, milestone } from './health-check.ts';
import { type ManagementServer, startManagementServer } from './management-server.ts';

describe('the management server', () => {
  const metrics = createMetrics({ service: 's', version: '1' });
  const loop = { name: 'loop', check: (): true | string => ticks || 'silent for 1001 ms' };
  let ticks = true;
  let live: HealthCheck[] = [];
  let ready: HealthCheck[] = [];
  let server: ManagementServer;

  beforeAll(async () => {
    const checks = { live: () => live, ready: () => ready };
    server = await startManagementServer({
      host: '127.0.0.1',
      port: 0,
      ...checks,
      metrics,
      requestTimeoutMs: 1_500,
    });
  });
  afterAll(async () => {
    await server.close();
    metrics.close();
  });
  beforeEach(() => {
    live = [loop];
    ready = [];
    ticks = true;
  });
  const get = async (path: string, init?: RequestInit) => {
    const response = await fetch(server.url + path, init);
    const body = await response.text();
    return { status: response.status, headers: response.headers, body, json: () => JSON.parse(body) };
  };

  it('says live while the loop ticks, and which check fails once it does not', async () => {
    expect((await get('/livez')).json()).toEqual({ status: 'ok', checks: { loop: 'ok' } });
    ticks = false;
    const silent = await get('/livez');
    expect([silent.status, silent.json().checks]).toEqual([503, { loop: 'silent for 1001 ms' }]);
    ticks = true;
    expect((await get('/livez')).status).toBe(200);
  });

  it('says ready once everything is reached', async () => {
    const group = milestone('group', 'not joined yet');
    ready = [group];
    expect((await get('/readyz')).status).toBe(503);
    expect((await get('/readyz')).json()).toEqual({ status: 'failing', checks: { group: 'not joined yet' } });
    group.reach();
    expect((await get('/readyz')).status).toBe(200);
  });

  it('takes a check that throws for one that fails', async () => {
    live = [
      {
        name: 'odd',
        check: () => {
          throw new RangeError('anna@example.org');
        },
      },
    ];
    expect((await get('/livez')).json()).toEqual({
      status: 'failing',
      checks: { odd: 'the check itself failed: RangeError' },
    });
  });

  it('serves metrics in the format asked for', async () => {
    const answer = await get('/metrics', {
      headers: { accept: 'application/openmetrics-text; version=1.0.0' },
    });
    expect(answer.headers.get('content-type')).toContain('application/openmetrics-text');
    expect(answer.body).toContain('# EOF');
    expect((await get('/metrics')).headers.get('content-type')).toContain('text/plain');
  });

  it('takes GET and HEAD only', async () => {
    const posted = await get('/livez', { method: 'POST', body: 'x'.repeat(100_000) });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const head = await get('/livez', { method: 'HEAD' });
    expect([head.status, head.body]).toEqual([200, '']);
    expect((await get('/nowhere')).status).toBe(404);
  });

  it('cuts off a caller that never finishes its request, and headers that are too large', async () => {
    const { port } = new URL(server.url);
    const huge = connect(Number(port), '127.0.0.1');
    huge.write(`GET /livez HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(10_000)}\r\n\r\n`);
    expect(await text(huge)).toMatch(/^HTTP\/1\.1 431/);
    const slow = connect(Number(port), '127.0.0.1');
    slow.write('GET /livez HTTP/1.1\r\nhost');
    expect(await text(slow)).toMatch(/^HTTP\/1\.1 408/);
  });
});
