import {
  type ContactClaim,
  type ContactOfCustomer,
  contactKey,
  customerKey,
  type Identity,
  topics,
  type Writer,
} from '@stamkunde/contracts';
import { inTurns, type Outgoing, type Publish, type Refused, type Verb } from '@stamkunde/stream';
import { claimFault } from './domain/claim-fault.ts';
import {
  contactOfCustomers,
  fold,
  type IdentityLimits,
  identityLimits,
  initialIdentity,
} from './domain/identity.ts';
import { type GroupedByKey, groupedByKey, inBatch, traceOfGroup } from './grouped-by-key.ts';
import type { ChangedIdentity, IdentityStore, StoredIdentity } from './identity-store.ts';
import { revAfterLoss } from './rev-after-loss.ts';
import { untilSaved } from './until-saved.ts';

export interface KnowContactsPorts {
  readonly identities: IdentityStore;
  readonly publish: Publish;
  readonly writeIdentity: Writer<Identity>['write'];
  readonly writeContactOfCustomer: Writer<ContactOfCustomer>['write'];
  /** Identities that another writer had changed first. */
  readonly onLost?: (identities: number) => void;
  readonly limits?: IdentityLimits;
}

/**
 * Folds what visitors and customer numbers say of contacts into who the contacts are. Does not combine what two
 * contacts have bought, and does not know on which list they are.
 */
export function knowContacts(ports: KnowContactsPorts): Verb<ContactClaim> {
  return async function onContactClaims(batch) {
    const told = await groupedByKey(batch, claimFault);
    const folds = await saved(ports, told.groups);
    // Unchanged ones, too: after a crash between the two, nothing else announces what was saved.
    await ports.publish(folds.flatMap((one) => announcements(ports, one)));
    return [...told.refused, ...folds.flatMap(({ refused }) => refused)];
  };
}

interface FoldedContact {
  readonly about: GroupedByKey<ContactClaim>;
  /** Undefined while there is no identity: every claim was refused. */
  readonly present: StoredIdentity | undefined;
  readonly refused: readonly Refused[];
}

async function saved(
  ports: KnowContactsPorts,
  told: ReadonlyMap<string, GroupedByKey<ContactClaim>>,
): Promise<readonly FoldedContact[]> {
  const after = new Map<string, FoldedContact>();
  await untilSaved([...told.keys()], async (open) => {
    const before = await ports.identities.load(open);
    const changed: ChangedIdentity[] = [];
    await inTurns(open, (key) => {
      const about = told.get(key) as GroupedByKey<ContactClaim>;
      const stored = before.get(key);
      const { siteId, contactId } = about.values[0] as ContactClaim;
      const known = stored?.identity ?? initialIdentity(siteId, contactId);
      const folded = fold(known, about.values, ports.limits ?? identityLimits);
      const change =
        folded.identity === known ? undefined : changedIdentity(ports, about, folded.identity, known.rev);
      if (change !== undefined) changed.push(change);
      after.set(key, { about, present: change ?? stored, refused: inBatch(about, folded.refused) });
    });
    // Guarded by rev: a second writer loses here, and is folded into what the first one made.
    const lost = await ports.identities.save(changed);
    ports.onLost?.(lost.length);
    return lost;
  });
  return [...after.values()];
}

function changedIdentity(
  { writeIdentity }: KnowContactsPorts,
  { key, isReadAgain }: GroupedByKey<ContactClaim>,
  folded: Identity,
  over: number,
): ChangedIdentity {
  const identity = isReadAgain ? { ...folded, rev: revAfterLoss(over) } : folded;
  return { key, identity, bytes: writeIdentity(identity), over };
}

function announcements(
  { writeContactOfCustomer }: KnowContactsPorts,
  { about, present }: FoldedContact,
): Outgoing[] {
  if (present === undefined) return [];
  const { identity, bytes } = present;
  const { siteId, contactId, rev } = identity;
  const key = contactKey(siteId, contactId);
  const trace = traceOfGroup(about);
  // Customer numbers answer what contacts say of them; to tell them about their own answers would never end.
  const isFromVisitors = about.values.some(({ visitor }) => visitor !== null);
  const customers = isFromVisitors ? contactOfCustomers(identity) : [];
  return [
    {
      topic: topics.identities.name,
      key,
      value: bytes,
      trace,
      event: { id: `${key}@${rev}`, type: 'Identity' },
    },
    ...customers.map((one) => ({
      topic: topics.customerClaims.name,
      key: customerKey(siteId, one.customerId),
      value: writeContactOfCustomer(one),
      trace,
      event: { id: `${one.customerId}/${key}@${rev}`, type: 'ContactOfCustomer' },
    })),
  ];
}
