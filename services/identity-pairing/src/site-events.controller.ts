import { Controller, Inject, UseFilters } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { type SiteEvent, topics } from '@stamkunde/contracts';
import { type Delivered, type Refused, Rethrow, type Verb } from '@stamkunde/stream';

export const PAIR_VISITORS = Symbol('pairVisitors');

@Controller()
@UseFilters(new Rethrow())
export class SiteEventsController {
  private readonly onSiteEvents: Verb<SiteEvent>;

  constructor(@Inject(PAIR_VISITORS) onSiteEvents: Verb<SiteEvent>) {
    this.onSiteEvents = onSiteEvents;
  }

  @EventPattern<string>(topics.siteEvents.name)
  siteEvents(batch: readonly Delivered<SiteEvent>[]): Promise<readonly Refused[]> {
    return this.onSiteEvents(batch);
  }
}
