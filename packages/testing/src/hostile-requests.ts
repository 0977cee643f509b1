import fc from 'fast-check';

/** A request as no decent client sends it. */
export interface HostileRequest {
  /** What goes over the wire. */
  readonly bytes: Buffer;
}

/**
 * Requests meant to break an HTTP server: wrong methods, targets, versions and header fields, lengths that lie, bodies
 * that are too large, too deep, no UTF-8, no JSON, or JSON of every wrong shape. Some are harmless by chance. None
 * takes longer to send than one write.
 *
 * @param paths paths the server knows, so that not all end at the door
 */
export function hostileRequests(paths: readonly string[]): fc.Arbitrary<HostileRequest> {
  return fc
    .record({
      method: often(fc.constantFrom('POST', 'POST', 'POST', 'GET'), oddMethods),
      target: often(fc.constantFrom(...paths), targets(paths)),
      version: often(
        fc.constant('HTTP/1.1'),
        fc.constantFrom('HTTP/1.0', 'HTTP/2.0', 'HTTP/9.9', 'http/1.1', ''),
      ),
      host: often(fc.constant('Host: localhost'), fc.constantFrom('', 'Host:', 'Host: a\r\nHost: b')),
      headers: fc.array(oddHeaders, { maxLength: 2 }),
      mediaType: often(fc.constant('Content-Type: application/json'), mediaTypes),
      length: often(
        fc.constant('right' as const),
        fc.constantFrom('none', 'less', 'more', 'lie', 'twice', 'chunked'),
      ),
      lineEnd: often(fc.constant('\r\n'), fc.constantFrom('\n', '\r')),
      body: fc.oneof(
        jsonBodies,
        jsonBodies,
        nastyBodies,
        fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      ),
    })
    .map(({ method, target, version, host, headers, mediaType, length, lineEnd, body }) => {
      const lines = [
        `${method} ${target} ${version}`,
        host,
        mediaType,
        ...headers,
        ...lengthHeaders(length, body.length),
      ];
      const head = lines.filter((line) => line !== '').join(lineEnd);
      return {
        bytes: Buffer.concat([Buffer.from(`${head}${lineEnd}${lineEnd}`, 'latin1'), framed(length, body)]),
      };
    });
}

/** Mostly the usual thing, so that the odd one is met deeper inside, too. */
function often<T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ arbitrary: usual, weight: 9 }, { arbitrary: odd, weight: 1 });
}

const oddMethods = fc.oneof(
  fc.constantFrom(
    'HEAD',
    'OPTIONS',
    'TRACE',
    'PATCH',
    'PROPFIND',
    'PURGE',
    'CONNECT',
    'BREW',
    'get',
    '',
    'P\u0000ST',
  ),
  fc.stringMatching(/^[A-Z]{1,40}$/),
);

function targets(paths: readonly string[]): fc.Arbitrary<string> {
  const known = fc.constantFrom(...paths);
  const bit = fc.constantFrom(
    '%',
    '%zz',
    '%00',
    '%2e%2e/',
    '../',
    '//',
    '?',
    '#',
    ';',
    '\u0000',
    ' ',
    '\t',
    '%F0%9F',
    '*',
  );
  return fc.oneof(
    fc.constantFrom(
      '*',
      '',
      'nothing',
      'http://localhost/v1',
      'http://[::1',
      '/?__proto__[x]=1&constructor=2',
    ),
    fc.tuple(known, bit, fc.string({ maxLength: 20 })).map((parts) => parts.join('')),
    known.map((path) => `${path}/${'x'.repeat(5_000)}`),
    known.map((path) => `${path}?${'a=b&'.repeat(2_000)}`),
    fc.string({ maxLength: 50 }).map((text) => `/${text}`),
  );
}

const mediaTypes = fc.constantFrom(
  '',
  'Content-Type:',
  'Content-Type: text/plain',
  'Content-Type: application/json; charset=utf-16',
  'Content-Type: application/json; charset="',
  'Content-Type: application/xml',
  'Content-Type: multipart/form-data; boundary=x',
  'Content-Type: application/json, application/json',
  `Content-Type: application/${'x'.repeat(1_000)}`,
);

const oddHeaders = fc.oneof(
  fc.constantFrom(
    'Expect: 100-continue',
    'Expect: miracles',
    'Upgrade: websocket\r\nConnection: Upgrade',
    'Connection: close',
    'Content-Encoding: gzip',
    'Transfer-Encoding: gzip, chunked',
    'Authorization: Bearer',
    `Authorization: Bearer ${'x'.repeat(4_000)}`,
    'Authorization: Basic ????',
    'traceparent: 00-00000000000000000000000000000000-0000000000000000-00',
    `traceparent: ${'f'.repeat(500)}`,
    'X-Forwarded-For: , , ,',
    'Accept-Version: 9',
    'Cookie: \u00ff\u00fe',
    '__proto__: 1',
    'constructor: 1',
    ': no name',
    'no colon',
    ' folded: line',
    'bad\u0001name: 1',
    `X-Large: ${'y'.repeat(20_000)}`,
    Array.from({ length: 300 }, (_, at) => `X-${at}: 1`).join('\r\n'),
  ),
  fc
    .tuple(fc.stringMatching(/^[a-z]{1,10}$/), fc.string({ maxLength: 50 }))
    .map(([name, value]) => `${name}: ${value}`),
);

const jsonBodies = fc.json({ maxDepth: 6 }).map((json) => Buffer.from(json));

const nastyBodies = fc
  .constantFrom<(() => string) | Buffer>(
    Buffer.from([]),
    Buffer.from([0xff, 0xfe, 0x00]),
    Buffer.from([0x22, 0xc3, 0x28, 0x22]),
    Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]),
    () => '['.repeat(50_000),
    () => '{"a":'.repeat(50_000),
    () => '['.repeat(16) + ']'.repeat(16),
    () => `"${'x'.repeat(1_500_000)}"`,
    () => `[${'1,'.repeat(100_000)}1]`,
    () => '{"__proto__":{"x":1}}',
    () => '{"a":{"\\u005f\\u005fproto__":1}}',
    () => '{"constructor":{"prototype":{"x":1}}}',
    () => '{"toString":null,"hasOwnProperty":1,"then":1}',
    () => '1e400',
    () => '-0',
    () => '9007199254740993',
    () => '"\\ud800"',
    () => '{"a":1,"a":2}',
    () => '{"a":1}}',
    () => "{'a':1}",
    () => 'null',
    () => 'NaN',
    () => '\u0000',
  )
  .map((body) => (Buffer.isBuffer(body) ? body : Buffer.from(body())));

type Length = 'right' | 'none' | 'less' | 'more' | 'lie' | 'twice' | 'chunked';

function lengthHeaders(length: string, bytes: number): string[] {
  switch (length as Length) {
    case 'right':
      return [`Content-Length: ${bytes}`];
    case 'less':
      return [`Content-Length: ${Math.floor(bytes / 2)}`];
    case 'more':
      return [`Content-Length: ${bytes + 10}`];
    case 'lie':
      return ['Content-Length: -1'];
    case 'twice':
      return [`Content-Length: ${bytes}`, 'Content-Length: 7'];
    case 'chunked':
      return ['Transfer-Encoding: chunked'];
    default:
      return [];
  }
}

function framed(length: string, body: Buffer): Buffer {
  if (length !== 'chunked') return body;
  return Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]);
}
