import { type SampleIngest, sampleIngest } from './sample-ingest.ts';
import { encodingOf } from './served-script.ts';

let ingest: SampleIngest;
beforeAll(async () => {
  ingest = await sampleIngest();
});
afterAll(() => ingest.close());

const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${ingest.url}/v1/${path}`, { headers: { connection: 'close', ...headers } });

it('gives the script to pages of every origin, to be kept for an hour, and not twice the same', async () => {
  const first = await get('tracker.js');
  expect(first.status).toBe(200);
  expect(await first.text()).toBe('stamkunde');
  expect(first.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(first.headers.get('cache-control')).toContain('max-age=3600');
  expect(first.headers.get('access-control-allow-origin')).toBe('*');
  expect(first.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  const etag = first.headers.get('etag') ?? '';
  const again = await get('tracker.js', { 'if-none-match': `W/"x", ${etag}` });
  expect([again.status, await again.text()]).toEqual([304, '']);
});

it.each([
  ['br, gzip', 'br'],
  ['gzip, deflate', 'gzip'],
  ['deflate', 'identity'],
  [undefined, 'identity'],
])('compresses it as is wanted: %s', (accepted, encoding) => {
  expect(encodingOf(accepted)).toBe(encoding);
});

it('says by which hash a page may insist on it', async () => {
  const response = await get('tracker.json');
  expect(await response.json()).toMatchObject({ script: '/v1/tracker.js', integrity: 'sha384-x' });
});
