import { Controller, Inject, UseFilters } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { type Order, topics } from '@stamkunde/contracts';
import { type Delivered, type Refused, Rethrow, type Verb } from '@stamkunde/stream';

export const KEEP_PURCHASES = Symbol('keepPurchases');

@Controller()
@UseFilters(new Rethrow())
export class OrdersController {
  private readonly onOrders: Verb<Order>;

  constructor(@Inject(KEEP_PURCHASES) onOrders: Verb<Order>) {
    this.onOrders = onOrders;
  }

  @EventPattern<string>(topics.orders.name)
  orders(batch: readonly Delivered<Order>[]): Promise<readonly Refused[]> {
    return this.onOrders(batch);
  }
}
