import type { CustomerFact, OrderLineFact, PermissionStatement, SiteEvent } from '@stamkunde/contracts';
import type { FieldFault } from './field-fault.ts';

/** What one message of Billetten says, by topic. */
export interface BillettenFacts {
  readonly orderLines: readonly OrderLineFact[];
  readonly customers: readonly CustomerFact[];
  readonly permissionStatements: readonly PermissionStatement[];
  readonly siteEvents: readonly SiteEvent[];
}

export type BillettenOutcome =
  | { readonly facts: BillettenFacts }
  | { readonly faults: readonly FieldFault[] };

/** What every fact of a message has of its envelope. */
export interface BillettenHead {
  readonly id: string;
  readonly type: string;
  readonly siteId: string;
  readonly occurredAt: number;
  /** As it was sent. */
  readonly moment: string;
  /** SHA-256 of the message, as proof of what it said about permissions. */
  readonly proofHash: string;
}

export const NOTHING: BillettenFacts = {
  orderLines: [],
  customers: [],
  permissionStatements: [],
  siteEvents: [],
};
