import { Controller, Inject, UseFilters } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { type ContactClaim, topics } from '@stamkunde/contracts';
import { type Delivered, type Refused, Rethrow, type Verb } from '@stamkunde/stream';

export const KNOW_CONTACTS = Symbol('knowContacts');

@Controller()
@UseFilters(new Rethrow())
export class ContactClaimsController {
  private readonly onContactClaims: Verb<ContactClaim>;

  constructor(@Inject(KNOW_CONTACTS) onContactClaims: Verb<ContactClaim>) {
    this.onContactClaims = onContactClaims;
  }

  @EventPattern<string>(topics.contactClaims.name)
  contactClaims(batch: readonly Delivered<ContactClaim>[]): Promise<readonly Refused[]> {
    return this.onContactClaims(batch);
  }
}
