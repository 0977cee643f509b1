import type { FastifyRequest } from 'fastify';

/** Without parameters, lower case; '' when the request does not say. */
export function mediaTypeOf({ headers }: Pick<FastifyRequest, 'headers'>): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** Where it was asked, without the query, cut to a bearable length. */
export function pathOf({ url }: Pick<FastifyRequest, 'url'>): string {
  return (url.split('?', 1)[0] ?? '/').slice(0, 200);
}
