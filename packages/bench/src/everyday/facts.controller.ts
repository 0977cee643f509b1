import { Controller, Inject } from '@nestjs/common';
import { type ClientKafkaProxy, EventPattern, Payload } from '@nestjs/microservices';
import { type Order, type OrderLineFact, orderKey } from '@stamkunde/contracts';
import { lastValueFrom } from 'rxjs';
import { contribute, newBuyer, totalsOf } from '../baseline/buyer-document.ts';
import { apply, newOrder, snapshotOf } from '../baseline/order-document.ts';
import type { Codecs } from './codecs.ts';
import type { Models } from './models.ts';
import { names } from './names.ts';

/** One event at a time: find the document, change it, save it, tell the next. */
@Controller()
export class FactsController {
  constructor(
    @Inject('models') private readonly models: Models,
    @Inject('codecs') private readonly codecs: Codecs,
    @Inject('kafka') private readonly client: ClientKafkaProxy,
  ) {}

  @EventPattern(names.orderLines)
  async onOrderLine(@Payload() bytes: unknown): Promise<void> {
    const fact: OrderLineFact = await this.codecs.fact(bytes as Buffer);
    const key = orderKey(fact.siteId, fact.orderId);
    const { orders } = this.models;
    const order = (await orders.findById(key)) ?? new orders(newOrder(fact));
    apply(order, fact);
    order.rev++;
    await order.save();
    const value = this.codecs.orders.write(snapshotOf(order.toObject()));
    await lastValueFrom(this.client.emit(names.orders, { key, value }));
  }

  @EventPattern(names.orders)
  async onOrder(@Payload() bytes: unknown): Promise<void> {
    const order: Order = await this.codecs.order(bytes as Buffer);
    if (order.buyer === null) return;
    const { siteId, orderId, rev, placedAt, productCount, totals } = order;
    const counts = placedAt === null ? null : { placedAt, productCount, values: totals };
    const { buyers } = this.models;
    const buyer =
      (await buyers.findById(order.buyer)) ?? new buyers(newBuyer({ siteId, contactId: order.buyer }));
    contribute(buyer, { orderId, rev, counts });
    buyer.rev++;
    await buyer.save();
    const value = this.codecs.totals.write(totalsOf(buyer.toObject()));
    await lastValueFrom(this.client.emit(names.purchaseTotals, { key: order.buyer, value }));
  }
}
