import type { Alias, Identity, SiteEvent, Statement, VisitorClaim } from '@stamkunde/contracts';

/** Who everybody is and what they did, by the words of the design and of the schemas alone. */
export interface Judgement {
  /** By `siteId:contactId`, without any `rev`. */
  readonly identities: ReadonlyMap<string, object>;
  /** By `siteId:contactId factId visitorId`: the pairing through which the event is the contact's. */
  readonly activity: ReadonlyMap<string, string>;
  /** By `siteId:visitorId`: how many events there are of each kind. */
  readonly counts: ReadonlyMap<string, Readonly<Record<string, number>>>;
}

/**
 * The end of a history, reckoned from all its facts at once. It looks at everything again for every question, and knows
 * nothing of revs, pages, claims and batches.
 */
export function judgeIdentities(told: readonly SiteEvent[], retentionDays: number): Judgement {
  const facts = [...new Map(told.map((fact) => [fact.factId, fact])).values()].sort(inTime);
  const visitors = Map.groupBy(facts, (fact) => `${fact.siteId}:${fact.visitorId}`);
  const activity = new Map<string, string>();
  const counts = new Map<string, Record<string, number>>();
  const pairings = new Map<string, readonly JudgedPairing[]>();
  for (const [visitor, own] of visitors) {
    const judged = own.filter(({ type }) => type === 'VisitorPaired').map((one) => judgePairing(one, own));
    pairings.set(visitor, judged);
    const tally: Record<string, number> = {};
    for (const deed of own.filter(({ type }) => !words.has(type))) {
      const verdict = judgeDeed(deed, own, judged, retentionDays);
      tally[verdict.outcome] = (tally[verdict.outcome] ?? 0) + 1;
      const { by } = verdict;
      if (by !== undefined)
        activity.set(`${deed.siteId}:${by.contactId} ${deed.factId} ${deed.visitorId}`, by.factId);
    }
    counts.set(visitor, tally);
  }
  return { identities: judgeContacts(pairings, visitors), activity, counts };
}

const words: ReadonlySet<string> = new Set(['ConsentStated', 'VisitorPaired', 'VisitorUnpaired']);

interface JudgedPairing {
  readonly fact: SiteEvent;
  readonly verdict: 'counts' | 'unpaired' | 'no-consent';
}

function judgePairing(fact: SiteEvent, own: readonly SiteEvent[]): JudgedPairing {
  const takenBack = own.some(
    (one) => one.type === 'VisitorUnpaired' && one.contactId === fact.contactId && inTime(fact, one) < 0,
  );
  if (takenBack) return { fact, verdict: 'unpaired' };
  return { fact, verdict: allowed(fact, own) ? 'counts' : 'no-consent' };
}

/** Its own word, or the last word before or at the same moment; no word is no. */
function allowed(fact: SiteEvent, own: readonly SiteEvent[]): boolean {
  if (fact.cookieConsent !== null) return fact.cookieConsent;
  const asked = own.filter(
    (one) => one.type === 'ConsentStated' && one.marketing !== null && one.occurredAt <= fact.occurredAt,
  );
  return asked.at(-1)?.marketing === true;
}

function judgeDeed(
  deed: SiteEvent,
  own: readonly SiteEvent[],
  pairings: readonly JudgedPairing[],
  retentionDays: number,
): { outcome: string; by?: SiteEvent & { contactId: string } } {
  if (deed.isBot) return { outcome: 'bot' };
  const before = pairings.filter(({ fact }) => fact.occurredAt <= deed.occurredAt);
  const sitting = before.length > 0 ? before.at(-1) : pairings[0];
  if (sitting === undefined) return { outcome: 'waiting' };
  const early = sitting.fact.occurredAt - deed.occurredAt;
  if (before.length === 0 && early > retentionDays * 24 * 60 * 60 * 1000) return { outcome: 'expired' };
  if (sitting.verdict !== 'counts') return { outcome: sitting.verdict };
  if (!allowed(deed, own)) return { outcome: 'no-consent' };
  return { outcome: 'attributed', by: { ...sitting.fact, contactId: sitting.fact.contactId ?? '' } };
}

function judgeContacts(
  pairings: ReadonlyMap<string, readonly JudgedPairing[]>,
  visitors: ReadonlyMap<string, readonly SiteEvent[]>,
): ReadonlyMap<string, object> {
  const everywhere = [...pairings.values()].flat();
  const contacts = Map.groupBy(everywhere, ({ fact }) => `${fact.siteId}:${fact.contactId}`);
  const customers = Map.groupBy(
    everywhere.filter(({ fact }) => fact.customerId !== null),
    ({ fact }) => `${fact.siteId}:${fact.customerId}`,
  );
  const judged = new Map<string, object>();
  for (const [contact, mine] of contacts) {
    const siteId = mine[0]?.fact.siteId ?? '';
    const contactId = mine[0]?.fact.contactId ?? '';
    const claims = [...new Set(mine.map(({ fact }) => fact.visitorId))].sort().map((visitorId) => {
      const visitor = `${siteId}:${visitorId}`;
      return judgeVisitor(contactId, visitorId, visitors.get(visitor) ?? [], pairings.get(visitor) ?? []);
    });
    const paired = claims.filter(({ state }) => state === 'paired');
    const accepted = paired.flatMap(({ cookies }) => cookies ?? []);
    const numbers = [...new Set(mine.flatMap(({ fact }) => fact.customerId ?? []))].sort();
    const said = numbers.map((number) => ({
      customerId: number,
      ...judgeLinks(contactId, number, customers.get(`${siteId}:${number}`) ?? [], contacts, siteId),
    }));
    judged.set(contact, {
      siteId,
      contactId,
      onList: null,
      cookies: newest(accepted.filter((one) => one.accepted)) ?? newest(accepted) ?? null,
      paired: paired.map((one) => one.pairing).sort(inTime)[0] ?? null,
      visitors: claims,
      customers: said,
      aliasOf: newest(said.flatMap((one) => one.aliasOf ?? [])) ?? null,
      aliases: [
        ...Map.groupBy(
          said.flatMap((one) => one.aliases),
          (one) => one.contactId,
        ).values(),
      ]
        .flatMap((some) => newest(some) ?? [])
        .sort((a, b) => (a.contactId < b.contactId ? -1 : 1)),
    } satisfies Without<Identity>);
  }
  return judged;
}

/** The same without `rev`, however deep. */
type Without<T> = T extends readonly (infer E)[]
  ? readonly Without<E>[]
  : T extends object
    ? { readonly [K in keyof T as K extends 'rev' ? never : K]: Without<T[K]> }
    : T;

function judgeVisitor(
  contactId: string,
  visitorId: string,
  own: readonly SiteEvent[],
  all: readonly JudgedPairing[],
): Without<VisitorClaim> {
  const mine = all.filter(({ fact }) => fact.contactId === contactId);
  const good = mine.filter(({ verdict }) => verdict === 'counts');
  const latest = mine.at(-1) as JudgedPairing;
  const shown = (good[0] ?? latest).fact;
  const takenBack = mine.some(({ verdict }) => verdict === 'unpaired');
  const undone = own.filter((one) => one.type === 'VisitorUnpaired' && one.contactId === contactId).at(-1);
  const standing = mine.filter(({ verdict }) => verdict !== 'unpaired');
  const numbers = [...new Set(mine.flatMap(({ fact }) => fact.customerId ?? []))].sort();
  return {
    visitorId,
    state: good.length > 0 ? 'paired' : latest.verdict === 'unpaired' ? 'unpaired' : 'withheld',
    pairing: {
      occurredAt: shown.occurredAt,
      factId: shown.factId,
      trigger: shown.trigger,
      proof: shown.proof ?? 'unsigned',
    },
    newest: at(latest.fact),
    unpairing: takenBack && undone !== undefined ? at(undone) : null,
    cookies: judgeCookies(
      standing.map(({ fact }) => fact),
      own,
      all.map(({ fact }) => fact),
    ),
    customers: numbers.map((customerId) => ({
      customerId,
      said: nullable(
        newest(good.filter(({ fact }) => fact.customerId === customerId).map(({ fact }) => fact)),
      ),
    })),
  };
}

/** The contact's last word on cookies: what was said until the next person sat down. */
function judgeCookies(
  standing: readonly SiteEvent[],
  own: readonly SiteEvent[],
  pairings: readonly SiteEvent[],
): VisitorClaim['cookies'] {
  const last = standing.at(-1);
  if (last === undefined) return null;
  const next = pairings[pairings.indexOf(last) + 1];
  const heard = own.filter(
    (one) =>
      (one.type === 'ConsentStated' &&
        one.marketing !== null &&
        (next === undefined || one.occurredAt < next.occurredAt)) ||
      (one.cookieConsent !== null && standing.includes(one)),
  );
  const word = heard.at(-1);
  if (word === undefined) return null;
  return {
    accepted: (word.type === 'ConsentStated' ? word.marketing : word.cookieConsent) === true,
    ...at(word),
  };
}

function judgeLinks(
  contactId: string,
  customerId: string,
  pairings: readonly JudgedPairing[],
  contacts: ReadonlyMap<string, readonly JudgedPairing[]>,
  siteId: string,
): { aliasOf: Alias | null; aliases: Alias[] } {
  const good = pairings
    .filter(({ verdict }) => verdict === 'counts')
    .map(({ fact }) => fact)
    .sort(inTime);
  const owner = good.at(-1);
  if (owner === undefined) return { aliasOf: null, aliases: [] };
  const linked = [...new Set(good.flatMap((fact) => fact.contactId ?? []))]
    .filter((one) => one !== owner.contactId)
    .filter((one) => {
      const words = (contacts.get(`${siteId}:${one}`) ?? []).filter(
        ({ fact, verdict }) => verdict === 'counts' && fact.customerId !== null,
      );
      return words.every(({ fact }) => inTime(fact, owner) < 0);
    })
    .sort();
  const link = (to: string, former: string): Alias => {
    const formerFactId = good.filter((fact) => fact.contactId === former).at(-1)?.factId ?? '';
    return { customerId, contactId: to, ...at(owner), formerFactId };
  };
  const isOwner = owner.contactId === contactId;
  return {
    aliasOf: linked.includes(contactId) ? link(owner.contactId ?? '', contactId) : null,
    aliases: isOwner ? linked.map((one) => link(one, one)) : [],
  };
}

function newest<S extends Statement>(all: readonly S[]): S | undefined {
  return [...all].sort(inTime).at(-1);
}

function nullable(said: Statement | undefined): Statement | null {
  return said === undefined ? null : at(said);
}

const at = ({ occurredAt, factId }: Statement): Statement => ({ occurredAt, factId });

function inTime(a: Statement, b: Statement): number {
  if (a.occurredAt !== b.occurredAt) return a.occurredAt < b.occurredAt ? -1 : 1;
  return a.factId < b.factId ? -1 : a.factId > b.factId ? 1 : 0;
}
