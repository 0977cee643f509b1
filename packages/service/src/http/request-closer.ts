import type { FastifyInstance } from 'fastify';

/**
 * Ends the server without cutting off an answer. Neither Node nor Fastify closes a connection that was busy when the
 * closing began and idle afterwards, so one keep-alive client would hold up the end of the process for a minute.
 */
export function requestCloser(fastify: FastifyInstance): () => Promise<void> {
  let closing = false;
  let atHand = 0;
  fastify.server.on('request', (_request, response) => {
    atHand++;
    response.once('close', () => {
      atHand--;
    });
  });
  fastify.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
  return async () => {
    closing = true;
    let quietRounds = 0;
    const sweep = setInterval(() => {
      fastify.server.closeIdleConnections();
      // What is still open then has not sent a whole header since.
      if (atHand === 0 && ++quietRounds >= 4) fastify.server.closeAllConnections();
    }, 50);
    await fastify.close().finally(() => clearInterval(sweep));
  };
}
