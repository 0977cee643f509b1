import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from '../metrics/metrics.ts';
import { type HealthCheck, healthOf } from './health-check.ts';

export interface ManagementOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** What must hold, or the process has to be restarted. */
  readonly live: () => readonly HealthCheck[];
  /** What must hold, or the process gets no work. */
  readonly ready: () => readonly HealthCheck[];
  readonly metrics: Metrics;
  /** How long a request may take to arrive. Default 5,000. */
  readonly requestTimeoutMs?: number;
}

export interface ManagementServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `/livez`, `/readyz` (200 or 503, naming each check) and `/metrics` to whoever keeps the process running.
 * Apart from the API on purpose: it answers while the API is full, and it is bounded in everything it takes.
 */
export async function startManagementServer(options: ManagementOptions): Promise<ManagementServer> {
  const { requestTimeoutMs = 5_000 } = options;
  const server = createServer(
    {
      maxHeaderSize: 8_192,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: requestTimeoutMs / 5,
      keepAliveTimeout: 5_000,
    },
    (request, response) => {
      answer(options, request, response).catch(() => respond(request, response, 500, { status: 'failing' }));
    },
  );
  server.maxConnections = 128;
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${/^(0\.0\.0\.0|::)$/.test(options.host) ? 'localhost' : options.host}:${port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  options: ManagementOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '').split('?')[0];
  const page = pages[path ?? ''];
  if (page === undefined)
    return respond(request, response, 404, { status: 'not found', pages: Object.keys(pages) });
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return respond(request, response, 405, { status: 'method not allowed' });
  }
  await page(options, request, response);
}

type Page = (
  options: ManagementOptions,
  request: IncomingMessage,
  response: ServerResponse,
) => void | Promise<void>;

const health =
  (which: 'live' | 'ready'): Page =>
  (options, request, response) => {
    const { ok, checks } = healthOf(options[which]());
    respond(request, response, ok ? 200 : 503, { status: ok ? 'ok' : 'failing', checks });
  };

const pages: Readonly<Record<string, Page>> = {
  '/livez': health('live'),
  '/readyz': health('ready'),
  '/metrics': async ({ metrics }, request, response) => {
    const { contentType, body } = await metrics.render(request.headers.accept);
    send(request, response, 200, contentType, body);
  },
};

function respond(request: IncomingMessage, response: ServerResponse, status: number, body: object): void {
  send(request, response, status, 'application/json', `${JSON.stringify(body)}\n`);
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
): void {
  // Nobody reads a body here, so a connection that brings one is not used again.
  const carriesBody =
    request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined;
  if (carriesBody) response.setHeader('connection', 'close');
  response.setHeader('cache-control', 'no-store');
  response.setHeader('x-content-type-options', 'nosniff');
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(request.method === 'HEAD' ? undefined : body);
}
