import { Controller, Get, Inject, Param, Req } from '@nestjs/common';
import { visitorKey } from '@stamkunde/contracts';
import { Problem } from '@stamkunde/service';
import type { FastifyRequest } from 'fastify';
import { explainedEvent } from './domain/explained-event.ts';
import { explainedVisitor } from './domain/explained-visitor.ts';
import { initialVisitor, type Visitor } from './domain/visitor.ts';
import { type EventStore, eventKey } from './event-store.ts';
import type { GuardedStore } from './guarded-store.ts';
import { SITE_ACCESS, type SiteAccess } from './site-access.ts';

export interface VisitorsPorts {
  readonly visitors: Pick<GuardedStore<Visitor>, 'load'>;
  readonly events: Pick<EventStore, 'load' | 'count'>;
}

export const VISITORS_PORTS = Symbol('VisitorsPorts');

/** What a browser said of itself, and what became of what it did. */
@Controller('v1/sites/:siteId/visitors')
export class VisitorsController {
  private readonly access: SiteAccess;
  private readonly ports: VisitorsPorts;

  constructor(@Inject(SITE_ACCESS) access: SiteAccess, @Inject(VISITORS_PORTS) ports: VisitorsPorts) {
    this.access = access;
    this.ports = ports;
  }

  @Get(':visitorId')
  async visitor(
    @Param('siteId') siteId: string,
    @Param('visitorId') visitorId: string,
    @Req() request: FastifyRequest,
  ): Promise<unknown> {
    await this.access.enter(siteId, request);
    const key = visitorKey(siteId, visitorId);
    const [found, events] = await Promise.all([
      this.ports.visitors.load([key]),
      this.ports.events.count(key),
    ]);
    const visitor = found.get(key);
    // Whoever has only done something has said nothing yet.
    if (visitor === undefined && Object.values(events).every((count) => count === 0))
      throw new Problem(404, 'Nothing was ever heard of this visitor, or it has been forgotten.');
    return explainedVisitor(visitor ?? initialVisitor(siteId, visitorId), events);
  }

  @Get(':visitorId/events/:factId')
  async event(
    @Param('siteId') siteId: string,
    @Param('visitorId') visitorId: string,
    @Param('factId') factId: string,
    @Req() request: FastifyRequest,
  ): Promise<unknown> {
    await this.access.enter(siteId, request);
    const key = eventKey(visitorKey(siteId, visitorId), factId);
    const record = (await this.ports.events.load([key])).get(key);
    if (record === undefined)
      throw new Problem(404, 'Nothing was ever heard of this event, or it has been forgotten.');
    return explainedEvent(record);
  }
}
