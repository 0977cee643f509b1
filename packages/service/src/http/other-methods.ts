import { METHODS } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { Problem } from './problem.ts';

/** Remembers the routes as they are added; the function it returns makes the other methods of each path answer 405. */
export function otherMethods(fastify: FastifyInstance): () => void {
  const methods = new Map<string, Set<string>>();
  fastify.addHook('onRoute', ({ url, method }) => {
    methods.set(url, new Set([...(methods.get(url) ?? []), ...[method].flat()]));
  });
  return () => {
    const all = METHODS.filter((method) => method !== 'CONNECT');
    for (const method of all) if (!fastify.supportedMethods.includes(method)) fastify.addHttpMethod(method);
    for (const [url, known] of [...methods]) {
      const allow = [...known].join(', ');
      fastify.route({
        url,
        method: all.filter((method) => !known.has(method)),
        onRequest: async () => {
          throw new Problem(405, `This path takes ${allow}.`, { headers: { allow } });
        },
        handler: () => undefined,
      });
    }
  };
}
