import { Controller, Get, Inject, Param, Req } from '@nestjs/common';
import { orderKey } from '@stamkunde/contracts';
import { Problem } from '@stamkunde/service';
import type { FastifyRequest } from 'fastify';
import { explainedOrder } from './domain/explained-order.ts';
import type { OrderStore } from './order-store.ts';
import { SITE_ACCESS, type SiteAccess } from './site-access.ts';

export const ORDERS = Symbol('orders');

/** Orders for people and programs, with the facts that made them. */
@Controller('v1/sites/:siteId/orders')
export class OrdersController {
  private readonly access: SiteAccess;
  private readonly orders: Pick<OrderStore, 'find'>;

  constructor(@Inject(SITE_ACCESS) access: SiteAccess, @Inject(ORDERS) orders: Pick<OrderStore, 'find'>) {
    this.access = access;
    this.orders = orders;
  }

  @Get(':orderId')
  async order(
    @Param('siteId') siteId: string,
    @Param('orderId') orderId: string,
    @Req() request: FastifyRequest,
  ): Promise<unknown> {
    await this.access.enter(siteId, request);
    const stored = await this.orders.find(orderKey(siteId, orderId));
    if (stored === undefined) throw new Problem(404, 'Nothing was ever heard of this order.');
    return explainedOrder(stored.order);
  }
}
