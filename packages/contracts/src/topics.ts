import type { BuyerOrder } from './generated/buyer-orders.ts';
import { schema as buyerOrderSchema } from './generated/buyer-orders.ts';
import type { Connection } from './generated/connections.ts';
import { schema as connectionSchema } from './generated/connections.ts';
import type { ContactActivity } from './generated/contact-activity.ts';
import { schema as contactActivitySchema } from './generated/contact-activity.ts';
import type { ContactClaim } from './generated/contact-claims.ts';
import { schema as contactClaimSchema } from './generated/contact-claims.ts';
import type { ContactOfCustomer } from './generated/customer-claims.ts';
import { schema as contactOfCustomerSchema } from './generated/customer-claims.ts';
import type { CustomerFact } from './generated/customers.ts';
import { schema as customerFactSchema } from './generated/customers.ts';
import type { Identity } from './generated/identities.ts';
import { schema as identitySchema } from './generated/identities.ts';
import type { OrderLineFact } from './generated/order-lines.ts';
import { schema as orderLineFactSchema } from './generated/order-lines.ts';
import type { Order } from './generated/orders.ts';
import { schema as orderSchema } from './generated/orders.ts';
import type { PermissionStatement } from './generated/permission-statements.ts';
import { schema as permissionStatementSchema } from './generated/permission-statements.ts';
import type { PurchaseTotals } from './generated/purchase-totals.ts';
import { schema as purchaseTotalsSchema } from './generated/purchase-totals.ts';
import type { Refusal } from './generated/refusals.ts';
import { schema as refusalSchema } from './generated/refusals.ts';
import type { SiteEvent } from './generated/site-events.ts';
import { schema as siteEventSchema } from './generated/site-events.ts';

/** A topic as its writers and readers know it: a name, what its key is made of, and the newest schema of its values. */
export interface Topic<T> {
  readonly name: string;
  /** Avro schema of the values; subject in the registry is `<name>-value`. */
  readonly schema: object;
  /** The key of a value, plain UTF-8. Values of one key stay in one partition, in order. */
  readonly key: (value: T) => string;
}

/** Key of an order: every key starts with its site. */
export const orderKey = (siteId: string, orderId: string): string => `${siteId}:${orderId}`;

/** Key of a visitor. */
export const visitorKey = (siteId: string, visitorId: string): string => `${siteId}:${visitorId}`;

/**
 * Key of a contact. The id alone would tell contacts of two sites apart only as long as nobody lies. A site that says of
 * another one's id that it has bought would then speak under the other one's key.
 */
export const contactKey = (siteId: string, contactId: string): string => `${siteId}:${contactId}`;

/** Key of a customer number. */
export const customerKey = (siteId: string, customerId: string): string => `${siteId}:${customerId}`;

/** Every topic, by name. Partitions, retention and compaction stand in `deploy/topics.yaml`. */
export const topics = {
  orderLines: topic<OrderLineFact>('order-lines', orderLineFactSchema, (fact) =>
    orderKey(fact.siteId, fact.orderId),
  ),
  orders: topic<Order>('orders', orderSchema, (order) => orderKey(order.siteId, order.orderId)),
  buyerOrders: topic<BuyerOrder>('buyer-orders', buyerOrderSchema, (order) =>
    contactKey(order.siteId, order.contactId),
  ),
  purchaseTotals: topic<PurchaseTotals>('purchase-totals', purchaseTotalsSchema, (totals) =>
    contactKey(totals.siteId, totals.contactId),
  ),
  siteEvents: topic<SiteEvent>('site-events', siteEventSchema, (event) =>
    visitorKey(event.siteId, event.visitorId),
  ),
  contactClaims: topic<ContactClaim>('contact-claims', contactClaimSchema, (claim) =>
    contactKey(claim.siteId, claim.contactId),
  ),
  customerClaims: topic<ContactOfCustomer>('customer-claims', contactOfCustomerSchema, (claim) =>
    customerKey(claim.siteId, claim.customerId),
  ),
  identities: topic<Identity>('identities', identitySchema, (identity) =>
    contactKey(identity.siteId, identity.contactId),
  ),
  contactActivity: topic<ContactActivity>('contact-activity', contactActivitySchema, (activity) =>
    contactKey(activity.siteId, activity.contactId),
  ),
  permissionStatements: topic<PermissionStatement>(
    'permission-statements',
    permissionStatementSchema,
    (statement) => contactKey(statement.siteId, statement.contactId),
  ),
  customers: topic<CustomerFact>('customers', customerFactSchema, (customer) =>
    contactKey(customer.siteId, customer.contactId),
  ),
  connections: topic<Connection>('connections', connectionSchema, (connection) => connection.siteId),
  refusals: topic<Refusal>('refusals', refusalSchema, (refusal) => refusal.service),
} as const;

function topic<T>(name: string, schema: object, key: (value: T) => string): Topic<T> {
  return { name, schema, key };
}
