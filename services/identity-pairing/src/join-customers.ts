import {
  type ContactClaim,
  type ContactOfCustomer,
  contactKey,
  topics,
  type Writer,
} from '@stamkunde/contracts';
import { inTurns, type Outgoing, type Publish, type Refused, type Verb } from '@stamkunde/stream';
import { contactOfCustomerFault } from './domain/claim-fault.ts';
import { CONTACTS_MAX, type Customer, contactClaims, fold, initialCustomer } from './domain/customer.ts';
import { type GroupedByKey, groupedByKey, inBatch, traceOfGroup } from './grouped-by-key.ts';
import type { Changed, GuardedStore } from './guarded-store.ts';
import { revAfterLoss } from './rev-after-loss.ts';
import { untilSaved } from './until-saved.ts';

export interface JoinCustomersPorts {
  readonly customers: GuardedStore<Customer>;
  readonly publish: Publish;
  readonly writeClaim: Writer<ContactClaim>['write'];
  /** Customer numbers that another writer had changed first. */
  readonly onLost?: (customers: number) => void;
  readonly contactsMax?: number;
}

/**
 * Brings together the contacts that one customer number of the shop was seen with, and tells each of them which it is now
 * and which it was. Does not decide what a contact makes of several numbers.
 */
export function joinCustomers(ports: JoinCustomersPorts): Verb<ContactOfCustomer> {
  return async function onCustomerClaims(batch) {
    const told = await groupedByKey(batch, contactOfCustomerFault);
    const folds = await saved(ports, told.groups);
    // Unchanged ones, too: after a crash between the two, nothing else announces what was saved.
    await ports.publish(folds.flatMap((one) => announcements(ports, one)));
    return [...told.refused, ...folds.flatMap(({ refused }) => refused)];
  };
}

interface FoldedCustomer {
  readonly about: GroupedByKey<ContactOfCustomer>;
  readonly customer: Customer;
  readonly refused: readonly Refused[];
}

async function saved(
  { customers, onLost, contactsMax = CONTACTS_MAX }: JoinCustomersPorts,
  told: ReadonlyMap<string, GroupedByKey<ContactOfCustomer>>,
): Promise<readonly FoldedCustomer[]> {
  const after = new Map<string, FoldedCustomer>();
  await untilSaved([...told.keys()], async (open) => {
    const before = await customers.load(open);
    const changed: Changed<Customer>[] = [];
    await inTurns(open, (key) => {
      const about = told.get(key) as GroupedByKey<ContactOfCustomer>;
      const { siteId, customerId } = about.values[0] as ContactOfCustomer;
      const known = before.get(key) ?? initialCustomer(siteId, customerId);
      const folded = fold(known, about.values, contactsMax);
      const isAgain = folded.customer !== known && about.isReadAgain;
      const customer = isAgain ? { ...folded.customer, rev: revAfterLoss(known.rev) } : folded.customer;
      if (customer !== known) changed.push({ key, value: customer, over: known.rev });
      after.set(key, { about, customer, refused: inBatch(about, folded.refused) });
    });
    // Guarded by rev: a second writer loses here, and is folded into what the first one made.
    const lost = await customers.save(changed);
    onLost?.(lost.length);
    return lost;
  });
  return [...after.values()];
}

function announcements({ writeClaim }: JoinCustomersPorts, { about, customer }: FoldedCustomer): Outgoing[] {
  return contactClaims(customer).map((claim) => ({
    topic: topics.contactClaims.name,
    key: contactKey(claim.siteId, claim.contactId),
    value: writeClaim(claim),
    trace: traceOfGroup(about),
    event: { id: `${claim.contactId}/${about.key}@${customer.rev}`, type: 'ContactClaim' },
  }));
}
