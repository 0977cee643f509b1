import { Controller, Inject, UseFilters } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { type ContactOfCustomer, topics } from '@stamkunde/contracts';
import { type Delivered, type Refused, Rethrow, type Verb } from '@stamkunde/stream';

export const JOIN_CUSTOMERS = Symbol('joinCustomers');

@Controller()
@UseFilters(new Rethrow())
export class CustomerClaimsController {
  private readonly onCustomerClaims: Verb<ContactOfCustomer>;

  constructor(@Inject(JOIN_CUSTOMERS) onCustomerClaims: Verb<ContactOfCustomer>) {
    this.onCustomerClaims = onCustomerClaims;
  }

  @EventPattern<string>(topics.customerClaims.name)
  customerClaims(batch: readonly Delivered<ContactOfCustomer>[]): Promise<readonly Refused[]> {
    return this.onCustomerClaims(batch);
  }
}
