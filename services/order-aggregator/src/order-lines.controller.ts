import { Controller, Inject, UseFilters } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { type OrderLineFact, topics } from '@stamkunde/contracts';
import { type Delivered, type Refused, Rethrow, type Verb } from '@stamkunde/stream';

export const FOLD_ORDERS = Symbol('foldOrders');

@Controller()
@UseFilters(new Rethrow())
export class OrderLinesController {
  private readonly onOrderLines: Verb<OrderLineFact>;

  constructor(@Inject(FOLD_ORDERS) onOrderLines: Verb<OrderLineFact>) {
    this.onOrderLines = onOrderLines;
  }

  @EventPattern<string>(topics.orderLines.name)
  orderLines(batch: readonly Delivered<OrderLineFact>[]): Promise<readonly Refused[]> {
    return this.onOrderLines(batch);
  }
}
