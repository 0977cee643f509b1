import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { Problem } from './problem.ts';
import { generalProblem } from './problem-of.ts';

const statusByCode: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
};

/** Answers what Node's parser gave up on, before there is a request that anybody could route. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  // An answer that is on its way already must not get a second one into its middle.
  const { _httpMessage: current } = socket as { _httpMessage?: ServerResponse };
  if (error.code === 'ECONNRESET' || !socket.writable || current?.headersSent === true) {
    socket.destroy();
    return;
  }
  sendRaw(socket, generalProblem(statusByCode[error.code ?? ''] ?? 400));
}

/** Answers the two kinds of request that Node hands to nobody: an expectation it does not know, and a tunnel. */
export function answerStrayRequests(server: Server): void {
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const body = text(generalProblem(417));
    const length = Buffer.byteLength(body);
    response.writeHead(417, {
      'content-type': 'application/problem+json',
      'content-length': length,
      connection: 'close',
    });
    response.end(body);
  });
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => {});
    sendRaw(socket, new Problem(405, 'This is not a proxy.'));
  });
}

function sendRaw(socket: Duplex, problem: Problem): void {
  const body = text(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

function text(problem: Problem): string {
  return JSON.stringify(problem.body('/'));
}
