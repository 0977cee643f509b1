export type { Reader, Undecodable, Writer } from './codec.ts';
export { incompatibility, lookUpSchema, reader, registerSchema, writer } from './codec.ts';
export { contactIdOf, normaliseAddress } from './contact-id.ts';
export { isCurrency } from './currencies.ts';
export { factIdOf } from './fact-id.ts';
export { FRAME_LENGTH, schemaIdOf } from './framing.ts';
export type { BuyerOrder, Contribution } from './generated/buyer-orders.ts';
export type { Connection, UnsignedPairings } from './generated/connections.ts';
export type { ActivityType, ContactActivity } from './generated/contact-activity.ts';
export type { ContactClaim } from './generated/contact-claims.ts';
export type { ContactOfCustomer } from './generated/customer-claims.ts';
export type { CustomerFact } from './generated/customers.ts';
export type {
  Alias,
  ClaimProof,
  CookieChoice,
  CustomerClaim,
  CustomerSeen,
  Identity,
  Paired,
  PairingState,
  Statement,
  VisitorClaim,
} from './generated/identities.ts';
export type { FactType, OrderLineFact, Origin } from './generated/order-lines.ts';
export type {
  AnnulmentStatement,
  Basis,
  BuyerStatement,
  Cancellation,
  CountryStatement,
  LineAsBought,
  Money,
  Order,
  OrderLine,
} from './generated/orders.ts';
export type {
  LegalBasis,
  PermissionState,
  PermissionStatement,
} from './generated/permission-statements.ts';
export type { PurchaseTotals, Spend } from './generated/purchase-totals.ts';
export type { Refusal, RefusalStatus } from './generated/refusals.ts';
export type { PairingProof, SiteEvent, SiteEventType } from './generated/site-events.ts';
export { isJunkIdentifier } from './junk-identifier.ts';
export {
  AVERAGE_SCALE,
  addMoney,
  canonical,
  compareKind,
  exponentOf,
  formatDecimal,
  formatMoney,
  LONG_MAX,
  negateMoney,
  parseMoney,
  powerOfTen,
  SCALE_MAX,
  timesMoney,
} from './money.ts';
export type { Fault } from './order-line-fact.ts';
export { faultOf, ID_LENGTH_MAX } from './order-line-fact.ts';
export type { SchemaRegistry } from './schema-registry.ts';
export { RegistryUnavailable, SchemaRejected, schemaRegistry } from './schema-registry.ts';
export { faultOfSiteEvent } from './site-event.ts';
export type { Topic } from './topics.ts';
export { contactKey, customerKey, orderKey, topics, visitorKey } from './topics.ts';
export { isUuid, uuidV5 } from './uuid-v5.ts';
