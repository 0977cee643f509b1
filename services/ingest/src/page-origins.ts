import { Problem } from '@stamkunde/service';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { PageAccess } from './page-access.ts';

/** The route on which pages send. */
export const PAGE_EVENTS_ROUTE = '/v1/sites/:site/browser-events';

/** Bytes of one message of a page: what browsers send behind the back of a page that is left. */
export const PAGE_BODY_BYTES_MAX = 65_536;

export const PREFLIGHT_HEADERS = {
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'content-type',
  'access-control-max-age': '3600',
} as const;

/**
 * Binds the route of pages to the origins that a site has declared, before anything of the body is read: answers and
 * problems alike can be read by pages of these origins, and a page of another one gets nothing but 403. No cookie is
 * asked for or answered, so no origin is ever told that it may send some.
 */
export function bindOrigins(fastify: FastifyInstance, pages: Pick<PageAccess, 'isAllowed' | 'knock'>): void {
  fastify.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url !== PAGE_EVENTS_ROUTE) return;
    const { site } = (request as FastifyRequest<{ Params: { site: string } }>).params;
    const { origin } = request.headers;
    reply.header('vary', 'origin');
    const isAllowed = pages.isAllowed(site, origin);
    if (isAllowed) {
      reply.headers({
        'access-control-allow-origin': origin,
        'access-control-expose-headers': 'retry-after',
        'cross-origin-resource-policy': 'cross-origin',
      });
    }
    await pages.knock(request.ip);
    // A site that is not known is told like a page that may not: nobody learns here which sites there are.
    if (!isAllowed) {
      throw new Problem(403, 'Pages of this origin may not send events of this site.', {
        type: 'foreign-origin',
      });
    }
  });
}
