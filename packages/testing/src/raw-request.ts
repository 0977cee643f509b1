import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Sends bytes as they are and returns the first answer, or undefined when the connection ends without one. For specs:
 * no HTTP client would send what a hostile one does.
 */
export async function rawRequest(
  url: string,
  request: string | Buffer,
  timeoutMs = 20_000,
): Promise<RawAnswer | undefined> {
  const bytes = Buffer.from(request);
  const isHead = bytes.subarray(0, 5).toString() === 'HEAD ';
  const { hostname, port } = new URL(url);
  const answer = await new Promise<Buffer>((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    const done = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(Buffer.concat(chunks));
    };
    const timer = setTimeout(() => {
      socket.destroy();
      reject(
        new Error(`no answer within ${timeoutMs} ms to ${JSON.stringify(bytes.toString('latin1', 0, 300))}`),
      );
    }, timeoutMs);
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (isComplete(Buffer.concat(chunks).toString('latin1'), isHead)) done();
    });
    socket.on('end', done);
    socket.on('close', done);
    socket.on('error', () => {}); // told by `close`
    socket.write(bytes);
  });
  return parsed(answer, isHead);
}

function isComplete(text: string, isHead: boolean): boolean {
  const final = withoutInterim(text);
  const at = final.indexOf('\r\n\r\n');
  if (at < 0 || isHead) return at >= 0;
  const length = /^content-length: *(\d+)/im.exec(final.slice(0, at))?.[1];
  return length !== undefined && final.length >= at + 4 + Number(length);
}

/** `100 Continue` and the like come before the answer. */
function withoutInterim(text: string): string {
  return text.replace(/^(?:HTTP\/1\.1 1\d\d [\s\S]*?\r\n\r\n)+/, '');
}

function parsed(answer: Buffer, isHead: boolean): RawAnswer | undefined {
  const text = withoutInterim(answer.toString('latin1'));
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, Math.max(0, end)).split('\r\n');
  const status = /^HTTP\/1\.1 (\d{3})/.exec(first)?.[1];
  if (status === undefined) return undefined;
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  // What comes behind it answers the rest of the bytes, which the server took for another request.
  const length = Number(headers['content-length'] ?? Number.POSITIVE_INFINITY);
  const body = isHead ? '' : text.slice(end + 4, end + 4 + length);
  return { status: Number(status), headers, body: Buffer.from(body, 'latin1').toString('utf8') };
}
