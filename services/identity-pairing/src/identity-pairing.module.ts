import type { DynamicModule } from '@nestjs/common';
import type { ContactClaim, ContactOfCustomer, Order, SiteEvent } from '@stamkunde/contracts';
import type { Verb } from '@stamkunde/stream';
import { ContactClaimsController, KNOW_CONTACTS } from './contact-claims.controller.ts';
import { CONTACTS_PORTS, ContactsController, type ContactsPorts } from './contacts.controller.ts';
import { CustomerClaimsController, JOIN_CUSTOMERS } from './customer-claims.controller.ts';
import { KEEP_PURCHASES, OrdersController } from './orders.controller.ts';
import { SITE_ACCESS, type SiteAccess } from './site-access.ts';
import { PAIR_VISITORS, SiteEventsController } from './site-events.controller.ts';
import { VISITORS_PORTS, VisitorsController, type VisitorsPorts } from './visitors.controller.ts';

class IdentityPairingModule {}

/** The module over what its controllers pass messages and requests on to. */
export function identityPairingModule(ports: {
  readonly pairVisitors: Verb<SiteEvent>;
  readonly knowContacts: Verb<ContactClaim>;
  readonly joinCustomers: Verb<ContactOfCustomer>;
  readonly keepPurchases: Verb<Order>;
  readonly visitors: VisitorsPorts;
  readonly contacts: ContactsPorts;
  readonly access: SiteAccess;
}): DynamicModule {
  return {
    module: IdentityPairingModule,
    controllers: [
      SiteEventsController,
      ContactClaimsController,
      CustomerClaimsController,
      OrdersController,
      VisitorsController,
      ContactsController,
    ],
    providers: [
      { provide: PAIR_VISITORS, useValue: ports.pairVisitors },
      { provide: KNOW_CONTACTS, useValue: ports.knowContacts },
      { provide: JOIN_CUSTOMERS, useValue: ports.joinCustomers },
      { provide: KEEP_PURCHASES, useValue: ports.keepPurchases },
      { provide: VISITORS_PORTS, useValue: ports.visitors },
      { provide: CONTACTS_PORTS, useValue: ports.contacts },
      { provide: SITE_ACCESS, useValue: ports.access },
    ],
  };
}
