import type { DynamicModule } from '@nestjs/common';
import type { BuyerOrder, OrderLineFact } from '@stamkunde/contracts';
import type { Verb } from '@stamkunde/stream';
import { BuyerOrdersController, TOTAL_PURCHASES } from './buyer-orders.controller.ts';
import { BuyersController, READ_BUYER } from './buyers.controller.ts';
import { FOLD_ORDERS, OrderLinesController } from './order-lines.controller.ts';
import type { OrderStore } from './order-store.ts';
import { ORDERS, OrdersController } from './orders.controller.ts';
import type { readBuyer } from './read-buyer.ts';
import { SITE_ACCESS, type SiteAccess } from './site-access.ts';

class OrderAggregatorModule {}

/** The module over what its controllers pass messages and requests on to. */
export function orderAggregatorModule(ports: {
  readonly foldOrders: Verb<OrderLineFact>;
  readonly totalPurchases: Verb<BuyerOrder>;
  readonly orders: Pick<OrderStore, 'find'>;
  readonly readBuyer: ReturnType<typeof readBuyer>;
  readonly access: SiteAccess;
}): DynamicModule {
  return {
    module: OrderAggregatorModule,
    controllers: [OrderLinesController, BuyerOrdersController, OrdersController, BuyersController],
    providers: [
      { provide: FOLD_ORDERS, useValue: ports.foldOrders },
      { provide: TOTAL_PURCHASES, useValue: ports.totalPurchases },
      { provide: ORDERS, useValue: ports.orders },
      { provide: READ_BUYER, useValue: ports.readBuyer },
      { provide: SITE_ACCESS, useValue: ports.access },
    ],
  };
}
