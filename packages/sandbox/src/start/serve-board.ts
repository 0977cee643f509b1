import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { repositoryRoot } from '../command/repository-root.ts';
import type { Board } from './board.ts';

export interface BoardServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface BoardServerOptions {
  readonly board: Board;
  /** 0 takes a free one. */
  readonly port: number;
  /** Somebody wants to hear the story once more. */
  readonly onStory: () => void;
}

const host = '127.0.0.1';
/** Most often the page is told something new. */
const everyMs = 200;
const pageFolder = join(repositoryRoot, 'packages', 'sandbox', 'src', 'start', 'page');
const files: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/board.css': ['board.css', 'text/css; charset=utf-8'],
  '/board.js': ['board.js', 'text/javascript; charset=utf-8'],
};

/** Serves the live page to this machine only. Rejects when the port is taken. */
export async function serveBoard({ board, port, onStory }: BoardServerOptions): Promise<BoardServer> {
  const watching = new Set<ServerResponse>();
  let timer: NodeJS.Timeout | undefined;
  const tell = () => {
    timer = undefined;
    const event = `data: ${JSON.stringify(board.state())}\n\n`;
    for (const response of watching) response.write(event);
  };
  board.onChange = () => {
    timer ??= setTimeout(tell, everyMs);
  };

  const watch = (request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(`retry: 1000\ndata: ${JSON.stringify(board.state())}\n\n`);
    watching.add(response);
    request.on('close', () => watching.delete(response));
  };

  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const file = files[path];
    if (!isForUs(request)) return respond(response, 403, 'text/plain', 'This page is for 127.0.0.1 only.\n');
    if (request.method === 'POST' && path === '/story') {
      onStory();
      return respond(response, 202, 'text/plain', 'Listen.\n');
    }
    if (request.method !== 'GET') return respond(response, 405, 'text/plain', 'GET is enough.\n');
    if (path === '/events') return watch(request, response);
    if (path === '/state') return respond(response, 200, 'application/json', JSON.stringify(board.state()));
    if (file === undefined) return respond(response, 404, 'text/plain', 'There is nothing here.\n');
    readFile(join(pageFolder, file[0])).then(
      (body) => respond(response, 200, file[1], body),
      (error: Error) => respond(response, 500, 'text/plain', `${error.message}\n`),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    async close() {
      clearTimeout(timer);
      board.onChange = () => undefined;
      for (const response of watching) response.end();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A page elsewhere could let a browser of this machine ask, under a name that leads here. */
function isForUs({ headers, method }: IncomingMessage): boolean {
  const name = (headers.host ?? '').replace(/:\d+$/, '');
  const origin = headers.origin;
  const isOwn = origin === undefined || origin === `http://${headers.host}`;
  return (name === host || name === 'localhost') && (method === 'GET' || isOwn);
}

function respond(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}
