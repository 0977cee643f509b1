import type { DynamicModule } from '@nestjs/common';
import type { BuyerOrder, OrderLineFact } from '@stamkunde/contracts';
import type { Verb } from '@stamkunde/stream';
import { BuyerOrdersController, TOTAL_PURCHASES } from './buyer-orders.controller.ts';
import { FOLD_ORDERS, OrderLinesController } from './order-lines.controller.ts';

class OrderAggregatorModule {}

/** The module over what its controllers pass messages and requests on to. */
export function orderAggregatorModule(ports: {
  readonly foldOrders: Verb<OrderLineFact>;
  readonly totalPurchases: Verb<BuyerOrder>;
}): DynamicModule {
  return {
    module: OrderAggregatorModule,
    controllers: [OrderLinesController, BuyerOrdersController],
    providers: [
      { provide: FOLD_ORDERS, useValue: ports.foldOrders },
      { provide: TOTAL_PURCHASES, useValue: ports.totalPurchases },
    ],
  };
}
