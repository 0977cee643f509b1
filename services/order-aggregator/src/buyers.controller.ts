import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import { Problem } from '@stamkunde/service';
import type { FastifyRequest } from 'fastify';
import { placeAt, type readBuyer } from './read-buyer.ts';
import { SITE_ACCESS, type SiteAccess } from './site-access.ts';

export const READ_BUYER = Symbol('readBuyer');

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 500;

/** What buyers have bought, with the orders that make it up. */
@Controller('v1/sites/:siteId/buyers')
export class BuyersController {
  private readonly access: SiteAccess;
  private readonly buyerOf: ReturnType<typeof readBuyer>;

  constructor(
    @Inject(SITE_ACCESS) access: SiteAccess,
    @Inject(READ_BUYER) buyerOf: ReturnType<typeof readBuyer>,
  ) {
    this.access = access;
    this.buyerOf = buyerOf;
  }

  @Get(':contactId')
  async buyer(
    @Param('siteId') siteId: string,
    @Param('contactId') contactId: string,
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
  ): Promise<unknown> {
    await this.access.enter(siteId, request);
    const found = await this.buyerOf(siteId, contactId, { limit: limitOf(query), before: beforeOf(query) });
    if (found === undefined) throw new Problem(404, 'Nothing was ever heard of this buyer.');
    return found;
  }
}

function limitOf({ limit }: Readonly<Record<string, unknown>>): number {
  if (limit === undefined) return LIMIT_DEFAULT;
  const number = typeof limit === 'string' && /^\d{1,4}$/.test(limit) ? Number(limit) : 0;
  if (number >= 1 && number <= LIMIT_MAX) return number;
  throw new Problem(400, `limit is a whole number from 1 to ${LIMIT_MAX}.`);
}

function beforeOf({ before }: Readonly<Record<string, unknown>>) {
  if (before === undefined) return undefined;
  const place = typeof before === 'string' ? placeAt(before) : undefined;
  if (place !== undefined) return place;
  throw new Problem(400, 'before is what an earlier page has given as next.');
}
