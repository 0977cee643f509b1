import { Body, Controller, Get, HttpCode, Module, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { createLog } from '../log/create-log.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { Problem } from './problem.ts';
import { type HttpApiOptions, startHttpApi } from './start-http-api.ts';

const Seats = z.strictObject({ seats: z.array(z.object({ row: z.string(), number: z.int() })) });

@Controller('v1')
class SampleController {
  @Get('orders/:orderId')
  order(@Param('orderId') orderId: string, @Req() request: FastifyRequest) {
    return { orderId, trace: request.trace };
  }

  @Post('seats')
  @HttpCode(202)
  seats(@Body() body: unknown) {
    const parsed = Seats.safeParse(body);
    if (parsed.success) return parsed.data;
    const errors = parsed.error.issues.map(({ path, message }) => ({ field: `/${path.join('/')}`, message }));
    throw new Problem(422, 'Some fields of the body are not valid.', { type: 'invalid-fields', errors });
  }

  @Get('fails/:how')
  async fails(@Param('how') how: string) {
    if (how === 'bug') throw new TypeError('Cannot read seats of anna@example.org');
    if (how === 'away') throw Object.assign(new Error('kafka is away'), { name: 'Unavailable' });
    if (how === 'text') throw 'just text';
    if (how === 'hang') await new Promise((resolve) => setTimeout(resolve, 2_000).unref());
    throw new Problem(409, 'The seat is taken.', {
      type: 'seat-taken',
      headers: { 'x-seat': 'A1' },
      more: { seat: 'A1' },
    });
  }
}

@Module({ controllers: [SampleController] })
class SampleModule {}

/** A small API on a free port, for the specs of the host; `lines` are what it has logged. */
export async function startSampleApi(options: Partial<HttpApiOptions> = {}) {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => lines.push(JSON.parse(line)) };
  const log = createLog({ service: 'sample', version: '1', level: 'info', destination });
  const metrics = createMetrics({ service: 'sample', version: '1' });
  const api = await startHttpApi({
    module: SampleModule,
    host: '127.0.0.1',
    port: 0,
    log,
    metrics,
    ...options,
  });
  return {
    url: api.url,
    lines,
    metrics,
    close: async () => {
      await api.close();
      metrics.close();
    },
  };
}
