import { Controller, Inject, UseFilters } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { type BuyerOrder, topics } from '@stamkunde/contracts';
import { type Delivered, type Refused, Rethrow, type Verb } from '@stamkunde/stream';

export const TOTAL_PURCHASES = Symbol('totalPurchases');

@Controller()
@UseFilters(new Rethrow())
export class BuyerOrdersController {
  private readonly onBuyerOrders: Verb<BuyerOrder>;

  constructor(@Inject(TOTAL_PURCHASES) onBuyerOrders: Verb<BuyerOrder>) {
    this.onBuyerOrders = onBuyerOrders;
  }

  @EventPattern<string>(topics.buyerOrders.name)
  buyerOrders(batch: readonly Delivered<BuyerOrder>[]): Promise<readonly Refused[]> {
    return this.onBuyerOrders(batch);
  }
}
