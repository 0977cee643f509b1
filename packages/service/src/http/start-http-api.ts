import type { AddressInfo } from 'node:net';
import type { ArgumentsHost, INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../log/create-log.ts';
import { nestLogger } from '../log/nest-logger.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { answerClientError, answerStrayRequests } from './client-error.ts';
import { failureLog } from './failure-log.ts';
import { otherMethods } from './other-methods.ts';
import { Problem } from './problem.ts';
import { problemOf } from './problem-of.ts';
import { readJson } from './read-json.ts';
import { requestCloser } from './request-closer.ts';
import { requestMetrics } from './request-metrics.ts';
import { type TraceContext, traceContext } from './trace-context.ts';

/** A path that is too long is not sent back in full. */
const INSTANCE_MAX = 200;

declare module 'fastify' {
  interface FastifyRequest {
    /** The trace the request belongs to; hand it on with whatever the request causes. */
    trace: TraceContext;
  }
}

export interface HttpApiOptions {
  /** The Nest module whose controllers answer. */
  readonly module: Parameters<typeof NestFactory.create>[0];
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly log: Log;
  readonly metrics?: Metrics;
  /** Media types of bodies, all of them JSON. Default `application/json`. */
  readonly mediaTypes?: readonly string[];
  /** Default 1 MiB. */
  readonly bodyLimitBytes?: number;
  /** Smaller limits of single routes, by their pattern: `/v1/sites/:site/orders`. */
  readonly bodyLimitsBytes?: Readonly<Record<string, number>>;
  /** Levels of nesting in a body. Default 16. */
  readonly depthMax?: number;
  /** All header fields together. Default 16 KiB. */
  readonly headersLimitBytes?: number;
  /** How long a request may take to arrive. Default 10,000. */
  readonly requestTimeoutMs?: number;
  /**
   * How long an answer may take before the caller is told 503, from the arrival of the header, so longer than
   * `requestTimeoutMs`; the handler is not interrupted. Default 30,000.
   */
  readonly answerTimeoutMs?: number;
  /** How long an idle connection is kept; longer than any load balancer in front does. Default 65,000. */
  readonly keepAliveTimeoutMs?: number;
  /** Default 10,000. */
  readonly connectionsMax?: number;
  /** Characters in one parameter of a path. Default 256. */
  readonly paramLengthMax?: number;
  /** Addresses or networks whose `X-Forwarded-For` is believed. Default none. */
  readonly trustedProxies?: readonly string[];
}

export interface HttpApi {
  readonly url: string;
  readonly app: INestApplication;
  /** Takes no new connection, lets requests at hand finish, then closes the module. */
  close(): Promise<void>;
}

/**
 * Serves a Nest module over HTTP. Whatever goes wrong, from bytes that are no HTTP to a bug in a controller, the caller
 * gets a problem document (RFC 9457), and everything a caller can send is bounded. Failures are logged with route,
 * status and trace, never with body or query.
 */
export async function startHttpApi(options: HttpApiOptions): Promise<HttpApi> {
  const { log, requestTimeoutMs = 10_000, bodyLimitBytes = 1_048_576 } = options;
  const sendProblem = problemSender(failureLog(log));
  const adapter = new FastifyAdapter({
    bodyLimit: bodyLimitBytes,
    handlerTimeout: options.answerTimeoutMs ?? 30_000,
    keepAliveTimeout: options.keepAliveTimeoutMs ?? 65_000,
    requestTimeout: requestTimeoutMs,
    routerOptions: { maxParamLength: options.paramLengthMax ?? 256 },
    trustProxy: options.trustedProxies === undefined ? false : [...options.trustedProxies],
    // A request that comes while we close is served like the others, only its connection is not kept.
    return503OnClosing: false,
    http: {
      maxHeaderSize: options.headersLimitBytes ?? 16_384,
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(1_000, requestTimeoutMs),
      requireHostHeader: false, // checked below: Node's own answer has no body
    },
    clientErrorHandler: answerClientError,
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(error, request, reply),
  });
  const app = await NestFactory.create<NestFastifyApplication>(options.module, adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: nestLogger(log),
  });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  app.useGlobalFilters({
    catch: (error: unknown, host: ArgumentsHost) =>
      sendProblem(error, host.switchToHttp().getRequest(), host.switchToHttp().getResponse()),
  });
  app.useSecurityHeaders({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    xFrameOptions: { action: 'deny' },
  });
  readBodies(fastify, options);
  limitBodies(fastify, options.bodyLimitsBytes ?? {});
  openRequests(fastify);
  const closeRequests = requestCloser(fastify);
  if (options.metrics !== undefined) requestMetrics(fastify, options.metrics);
  const answerOtherMethods = otherMethods(fastify);
  answerStrayRequests(fastify.server);
  fastify.server.maxConnections = options.connectionsMax ?? 10_000;
  await app.init();
  answerOtherMethods();
  await app.listen(options.port, options.host);
  const { port } = fastify.server.address() as AddressInfo;
  return {
    url: `http://${/^(0\.0\.0\.0|::)$/.test(options.host) ? 'localhost' : options.host}:${port}`,
    app,
    async close() {
      // The requests first: Nest would take the module apart while its controllers are still answering.
      await closeRequests();
      await app.close();
    },
  };
}

/** Every request has a trace before anything can go wrong with it, and is refused early when nobody will answer it. */
function openRequests(fastify: FastifyInstance): void {
  fastify.decorateRequest('trace');
  fastify.addHook('onRequest', async (request, reply) => {
    request.trace = traceContext(request.headers['traceparent'] as string | undefined);
    reply.header('cache-control', 'no-store');
    if (request.raw.httpVersion === '1.1' && request.headers.host === undefined) {
      throw new Problem(400, 'The Host header is missing.');
    }
    if (request.is404) throw new Problem(404, 'There is nothing at this path.');
  });
}

/** JSON in the media types asked for is the only body there is. */
function readBodies(
  fastify: FastifyInstance,
  { mediaTypes = ['application/json'], depthMax = 16 }: HttpApiOptions,
): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    [...mediaTypes],
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: unknown) => {
      const charset = /;\s*charset="?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
      if (!/^utf-?8$/i.test(charset)) throw new Problem(415, 'Bodies are read as UTF-8 only.');
      const encoding = request.headers['content-encoding'] ?? 'identity';
      if (encoding !== 'identity') throw new Problem(415, 'Compressed bodies are not taken.');
      return readJson(body as Buffer, depthMax);
    },
  );
}

function limitBodies(fastify: FastifyInstance, limits: Readonly<Record<string, number>>): void {
  fastify.addHook('onRoute', (route) => {
    const limit = limits[route.url];
    if (limit !== undefined) route.bodyLimit = limit;
  });
}

function problemSender(logFailure: ReturnType<typeof failureLog>) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const problem = problemOf(error);
    request.trace ??= traceContext();
    logFailure(problem, request);
    if (reply.sent) return;
    const instance = (request.url.split('?', 1)[0] ?? '/').slice(0, INSTANCE_MAX);
    reply
      .code(problem.status)
      .headers({ 'cache-control': 'no-store', ...problem.options.headers })
      .type('application/problem+json')
      .send(JSON.stringify(problem.body(instance, request.trace.traceId)));
  };
}
