import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { INGEST_PORTS, type IngestPorts } from './ingest-ports.ts';
import { encodingOf, type ServedScript, served } from './served-script.ts';

/** An hour: a page that names no integrity has the next version of the script by then. */
const CACHE = 'public, max-age=3600, stale-while-revalidate=86400';

/** The script that pages load, and the hash by which they may insist on it. For everybody. */
@Controller('v1')
export class TrackerController {
  private readonly script: ServedScript;

  constructor(@Inject(INGEST_PORTS) { script }: IngestPorts) {
    this.script = served(script);
  }

  @Get('tracker.js')
  tracker(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Buffer | undefined {
    const { etag, bodies } = this.script;
    const encoding = encodingOf(request.headers['accept-encoding']);
    reply.headers({
      'cache-control': CACHE,
      etag,
      vary: 'accept-encoding',
      // Read by pages of any origin, as they must to compare the hash.
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    });
    if (request.headers['if-none-match']?.includes(etag)) {
      reply.code(304);
      return undefined;
    }
    if (encoding !== 'identity') reply.header('content-encoding', encoding);
    reply.type('text/javascript; charset=utf-8');
    return bodies[encoding];
  }

  /** What to write into a page: the address of the script and its hash for `integrity`. */
  @Get('tracker.json')
  description(@Res({ passthrough: true }) reply: FastifyReply): object {
    reply.headers({
      'cache-control': CACHE,
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    });
    const { integrity, bytes } = this.script;
    return { script: '/v1/tracker.js', integrity, bytes };
  }
}
