import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { contactKey } from '@stamkunde/contracts';
import { Problem, type RateLimit } from '@stamkunde/service';
import type { FastifyRequest } from 'fastify';
import { explainedIdentity } from './domain/explained-identity.ts';
import type { IdentityStore } from './identity-store.ts';
import { placeAt, type readActivity } from './read-activity.ts';
import { SITE_ACCESS, type SiteAccess } from './site-access.ts';
import type { unpairContact } from './unpair-contact.ts';

export interface ContactsPorts {
  readonly identities: Pick<IdentityStore, 'load'>;
  readonly activityOf: ReturnType<typeof readActivity>;
  readonly unpaired: ReturnType<typeof unpairContact>;
  /** How often a site may unpair. */
  readonly unpairings: RateLimit;
}

export const CONTACTS_PORTS = Symbol('ContactsPorts');

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 100;

/** Who a contact is, what it did, and the way to say that it was somebody else. */
@Controller('v1/sites/:siteId/contacts')
export class ContactsController {
  private readonly access: SiteAccess;
  private readonly ports: ContactsPorts;

  constructor(@Inject(SITE_ACCESS) access: SiteAccess, @Inject(CONTACTS_PORTS) ports: ContactsPorts) {
    this.access = access;
    this.ports = ports;
  }

  @Get(':contactId')
  async contact(
    @Param('siteId') siteId: string,
    @Param('contactId') contactId: string,
    @Req() request: FastifyRequest,
  ): Promise<unknown> {
    await this.access.enter(siteId, request);
    const key = contactKey(siteId, contactId);
    const stored = (await this.ports.identities.load([key])).get(key);
    if (stored === undefined) throw unheardOf();
    return explainedIdentity(stored.identity);
  }

  @Get(':contactId/activity')
  async activity(
    @Param('siteId') siteId: string,
    @Param('contactId') contactId: string,
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: FastifyRequest,
  ): Promise<unknown> {
    await this.access.enter(siteId, request);
    return this.ports.activityOf(siteId, contactId, { limit: limitOf(query), before: beforeOf(query) });
  }

  @Post(':contactId/unpair')
  @HttpCode(202)
  async unpair(
    @Param('siteId') siteId: string,
    @Param('contactId') contactId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<unknown> {
    await this.access.enter(siteId, request);
    await this.ports.unpairings.take(siteId);
    const { traceId, traceparent } = request.trace;
    const facts = await this.ports.unpaired(siteId, contactId, visitorIn(body), {
      correlationId: traceId,
      traceparent,
    });
    if (facts === undefined) throw unheardOf();
    return { facts };
  }
}

function unheardOf(): Problem {
  return new Problem(404, 'Nothing was ever heard of this contact.');
}

/** The visitor that is meant, if one is named; no body means all of them. */
function visitorIn(body: unknown): string | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body !== 'object' || Array.isArray(body)) throw badBody('', 'is not an object');
  const { visitorId, ...more } = body as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(more);
  if (unknown !== undefined) throw badBody(`/${unknown.slice(0, 100)}`, 'is not known here');
  if (visitorId === undefined) return undefined;
  if (typeof visitorId === 'string' && visitorId.length >= 1 && visitorId.length <= 200) return visitorId;
  throw badBody('/visitorId', 'is not text of 1 to 200 characters');
}

function badBody(field: string, message: string): Problem {
  return new Problem(422, 'The body cannot be understood.', { errors: [{ field, message }] });
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
