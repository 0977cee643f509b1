import { connect } from 'node:net';
import { eventually, rawRequest } from '@stamkunde/testing';
import { startSampleApi } from './sample-api.ts';

/** What the sample API and problem documents answer with. */
interface Answer {
  readonly instance: string;
  readonly traceId: string;
  readonly trace: { readonly traceparent: string };
  readonly errors: readonly { readonly field: string }[];
}

describe('the HTTP host', () => {
  let api: Awaited<ReturnType<typeof startSampleApi>>;
  beforeAll(async () => {
    api = await startSampleApi({ bodyLimitBytes: 10_000 });
  });
  afterAll(() => api.close());
  const ask = async (path: string, init?: RequestInit) => {
    const response = await fetch(api.url + path, init);
    const body = (await response.json()) as Answer;
    return { status: response.status, headers: response.headers, body };
  };
  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    ask('/v1/seats', { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

  it('answers with what the controller returns', async () => {
    expect(await post('{"seats":[{"row":"A","number":1}]}')).toMatchObject({
      status: 202,
      body: { seats: [{ row: 'A', number: 1 }] },
    });
  });

  it('sends a problem document of RFC 9457 with its type, headers and members', async () => {
    const { status, headers, body } = await ask('/v1/fails/taken?email=anna@example.org');
    expect(status).toBe(409);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(headers.get('x-seat')).toBe('A1');
    expect(body).toEqual({
      type: 'urn:stamkunde:problem:seat-taken',
      title: 'Conflict',
      status: 409,
      detail: 'The seat is taken.',
      instance: '/v1/fails/taken',
      seat: 'A1',
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it('names each wrong field', async () => {
    const { status, body } = await post('{"seats":[{"row":"A","number":1},{"row":7}]}');
    expect(status).toBe(422);
    expect(body.errors.map(({ field }) => field)).toEqual(['/seats/1/row', '/seats/1/number']);
  });

  it.each([
    ['nothing at the path', '/v1/nowhere?x=1', {}, 404],
    ['another method', '/v1/seats', {}, 405],
    ['a method HTTP servers rarely hear', '/v1/orders/1', { method: 'PROPFIND' }, 405],
    ['a path that cannot be decoded', '/v1/orders/%E0%A4%A', {}, 400],
    ['a part of the path that is too long', `/v1/orders/${'x'.repeat(300)}`, {}, 414],
    ['no JSON', '/v1/seats', json('{"seats":'), 400],
    ['an empty body', '/v1/seats', json(''), 400],
    ['bytes that are no UTF-8', '/v1/seats', json(new Uint8Array([0x22, 0xff, 0x22])), 400],
    ['too deep a body', '/v1/seats', json('['.repeat(17) + ']'.repeat(17)), 400],
    ['a key that reaches into a prototype', '/v1/seats', json('{"__proto__":{"admin":true}}'), 400],
    ['the same in other letters', '/v1/seats', json('{"\\u005f_proto__":{"admin":true}}'), 400],
    [
      'the same through the constructor',
      '/v1/seats',
      json('{"constructor":{"prototype":{"admin":true}}}'),
      400,
    ],
    ['too large a body', '/v1/seats', json(`"${'x'.repeat(20_000)}"`), 413],
    [
      'another media type',
      '/v1/seats',
      { method: 'POST', body: '<a/>', headers: { 'content-type': 'text/xml' } },
      415,
    ],
    ['another character set', '/v1/seats', json('{}', 'application/json; charset=latin1'), 415],
    ['a compressed body', '/v1/seats', json('{}', 'application/json', { 'content-encoding': 'gzip' }), 415],
    ['a dependency that is away', '/v1/fails/away', {}, 503],
    ['a bug', '/v1/fails/bug', {}, 500],
    ['something thrown that is no error', '/v1/fails/text', {}, 500],
  ])('answers %s with a problem document', async (_what, path, init: RequestInit, status) => {
    const answer = await ask(path, init);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) });
    expect(answer.body.instance).not.toContain('?');
  });

  it('takes a body nested exactly as deep as allowed, and brackets in strings do not count', async () => {
    expect((await post('['.repeat(16) + ']'.repeat(16))).status).toBe(422);
    expect((await post(`["${'['.repeat(100)}\\"${'{'.repeat(100)}"]`)).status).toBe(422);
  });

  it('says which methods a path takes, and when to come back', async () => {
    expect((await ask('/v1/orders/1', { method: 'DELETE' })).headers.get('allow')).toBe('GET, HEAD');
    expect((await ask('/v1/fails/away')).headers.get('retry-after')).toBe('5');
  });

  it.each([
    ['bytes that are no HTTP', 'hello\r\n\r\n', 400],
    ['headers that are too large', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
    ['a missing Host header', 'GET /v1/orders/1 HTTP/1.1\r\n\r\n', 400],
    [
      'two lengths of one body',
      'POST /v1/seats HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['an expectation', 'GET /v1/orders/1 HTTP/1.1\r\nhost: x\r\nexpect: miracles\r\n\r\n', 417],
    ['a tunnel', 'CONNECT example.org:443 HTTP/1.1\r\nhost: example.org\r\n\r\n', 405],
    ['an unknown method', 'BREW /pot HTTP/1.1\r\nhost: x\r\n\r\n', 400],
  ])('answers %s with a problem document', async (_what, bytes, status) => {
    const answer = await rawRequest(api.url, bytes);
    expect(answer?.status).toBe(status);
    expect(answer?.headers['content-type']).toContain('application/problem+json');
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ status });
  });

  it('carries a valid trace on, and starts a new one otherwise', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const carried = await ask('/v1/orders/1', { headers: { traceparent } });
    expect(carried.body.trace).toEqual({ traceId: traceparent.slice(3, 35), traceparent });
    const fresh = await ask('/v1/orders/1', { headers: { traceparent: 'nonsense' } });
    expect(fresh.body.trace.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  it('sends security headers with answers and problems alike', async () => {
    for (const path of ['/v1/orders/1', '/v1/nowhere', '/v1/fails/bug']) {
      const { headers } = await ask(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  it('measures requests by route, never by path', async () => {
    await ask('/v1/orders/4711');
    const { body } = await api.metrics.render(undefined);
    expect(body).toContain(
      'stamkunde_http_request_duration_seconds_count{method="GET",route="/v1/orders/:orderId",status="200"}',
    );
    expect(body).not.toContain('4711');
  });
});

describe('the log of an HTTP host', () => {
  let api: Awaited<ReturnType<typeof startSampleApi>>;
  beforeEach(async () => {
    api = await startSampleApi();
  });
  afterEach(() => api.close());

  it('logs failures with route, status and trace, and neither path, query, body nor the words of a bug', async () => {
    await fetch(`${api.url}/v1/orders/1`);
    const bug = (await (await fetch(`${api.url}/v1/fails/bug?email=anna@example.org`)).json()) as Answer;
    await fetch(`${api.url}/v1/seats`, json('{"email":"anna@example.org"}'));
    expect(api.lines).toEqual([
      expect.objectContaining({
        level: 'error',
        route: '/v1/fails/:how',
        status: 500,
        traceId: bug.traceId,
      }),
      expect.objectContaining({ level: 'info', route: '/v1/seats', status: 422, reason: 'invalid-fields' }),
    ]);
    expect(JSON.stringify(api.lines)).not.toContain('anna');
    expect(JSON.stringify(bug)).not.toMatch(/anna|TypeError|Cannot/);
  });

  it('does not let a flood of refusals fill the log', async () => {
    await Promise.all(Array.from({ length: 200 }, () => fetch(`${api.url}/v1/nowhere`)));
    expect(api.lines.length).toBeLessThan(100);
  });
});

describe('an HTTP host that has waited long enough', () => {
  let api: Awaited<ReturnType<typeof startSampleApi>>;
  beforeAll(async () => {
    api = await startSampleApi({ requestTimeoutMs: 500, answerTimeoutMs: 1_200 });
  });
  afterAll(() => api.close());

  const json = 'content-type: application/json\r\ncontent-length: 9';
  it.each([
    ['a header that never ends', 'POST /v1/seats HTTP/1.1\r\nhost: x\r\ncontent-le', 408],
    ['a body that never ends', `POST /v1/seats HTTP/1.1\r\nhost: x\r\n${json}\r\n\r\n{`, 408],
    ['a handler that does not answer', 'GET /v1/fails/hang HTTP/1.1\r\nhost: x\r\n\r\n', 503],
  ])('answers %s with a problem document', async (_what, bytes, status) => {
    const answer = await rawRequest(api.url, bytes);
    expect(answer?.headers['content-type']).toContain('application/problem+json');
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ status });
  });
});

describe('closing the HTTP host', () => {
  it('lets a request at hand finish and takes no new one', async () => {
    const api = await startSampleApi({ answerTimeoutMs: 250 });
    const slow = fetch(`${api.url}/v1/fails/hang`);
    await fetch(`${api.url}/v1/orders/1`);
    await api.close();
    expect((await slow).status).toBe(503);
    expect((await slow).headers.get('connection')).toBe('close');
    await expect(fetch(`${api.url}/v1/orders/1`)).rejects.toThrow();
  });

  it('is not held up by connections that are kept, half open, or were never used', async () => {
    const api = await startSampleApi();
    const sockets = ['', 'GET /v1/or', 'GET /v1/orders/1 HTTP/1.1\r\nhost: x\r\n\r\n'].map((bytes) => {
      const socket = connect(Number(new URL(api.url).port), '127.0.0.1').on('error', () => {});
      if (bytes !== '') socket.write(bytes);
      return socket;
    });
    await eventually(() => expect(sockets[2]?.bytesRead).toBeGreaterThan(0));
    const began = performance.now();
    await api.close();
    expect(performance.now() - began).toBeLessThan(5_000);
    for (const socket of sockets) socket.destroy();
  });
});

function json(
  body: string | Uint8Array<ArrayBuffer>,
  type = 'application/json',
  headers: Record<string, string> = {},
): RequestInit {
  return { method: 'POST', body, headers: { 'content-type': type, ...headers } };
}
