import type { PurchaseTotals, Spend } from '@stamkunde/contracts';
import { type Exact, ofText, ofUnits, same, shown } from '../oracle/exact.ts';
import type { ExpectedMember } from './expected-members.ts';

export interface MemberDifference {
  /** The customer's number in the file, or the contact when the file does not know it. */
  readonly member: string;
  readonly field: string;
  readonly expected: string;
  readonly actual: string;
}

export interface MemberComparison {
  /** Members the file expects. */
  readonly members: number;
  readonly equal: number;
  readonly differ: number;
  /** Expected, and nobody has heard of them. */
  readonly missing: number;
  /** With orders that count, and not expected. */
  readonly unexpected: number;
  readonly differences: readonly MemberDifference[];
}

/** What a column is compared with: an exact number, or a moment in milliseconds; undefined is an empty cell. */
type Actual = { readonly number: Exact } | { readonly moment: number } | undefined;

const averageDecimals = 4;

const columns: Readonly<Record<string, (totals: PurchaseTotals, spend: Spend | undefined) => Actual>> = {
  order_count: ({ orderCount }) => number(orderCount),
  product_count: ({ productCount }) => number(productCount),
  total_spend: (_, spend) => spend && number(spend.total, spend.scale),
  average_products: ({ averageProductCount }) =>
    averageProductCount === null ? undefined : number(averageProductCount, averageDecimals),
  average_order_value: (_, spend) => spend && number(spend.averageOrderValue, averageDecimals),
  last_order_value: (_, spend) => spend && number(spend.lastOrderValue, spend.scale),
  first_purchase_at: ({ firstPurchaseAt }) => moment(firstPurchaseAt),
  last_purchase_at: ({ lastPurchaseAt }) => moment(lastPurchaseAt),
};

/** Columns of a file of expected results that are compared. */
export const comparable: readonly string[] = Object.keys(columns);

/**
 * Compares every expected member with the totals that came out, each column exactly: `4310` and `4310.00` are the same
 * number. Columns that are not `comparable` are passed over. Where a member has spent in several currencies, the file must
 * say in a column `currency` which one a row is about: they are never added up.
 */
export function compareMembers(
  expected: readonly ExpectedMember[],
  totals: ReadonlyMap<string, PurchaseTotals>,
): MemberComparison {
  const differences: MemberDifference[] = [];
  let differ = 0;
  let missing = 0;
  for (const member of expected) {
    const actual = totals.get(member.contactId);
    if (actual === undefined && isZero(member.cells.get('order_count'))) continue;
    if (actual === undefined) {
      missing++;
      differences.push({ member: member.customerId, field: '', expected: 'a member', actual: 'nothing' });
      continue;
    }
    const found = compareMember(member, actual);
    if (found.length > 0) differ++;
    differences.push(...found);
  }
  const known = new Set(expected.map(({ contactId }) => contactId));
  const strangers = [...totals.values()].filter(
    ({ contactId, orderCount }) => orderCount > 0 && !known.has(contactId),
  );
  for (const { contactId } of strangers) {
    differences.push({ member: contactId, field: '', expected: 'nothing', actual: 'a member' });
  }
  const equal = expected.length - differ - missing;
  return { members: expected.length, equal, differ, missing, unexpected: strangers.length, differences };
}

function compareMember({ customerId, cells }: ExpectedMember, totals: PurchaseTotals): MemberDifference[] {
  const currency = cells.get('currency');
  const spends = totals.spend.filter((spend) => currency === undefined || spend.currency === currency);
  if (spends.length > 1) {
    const actual = spends.map(
      (spend) => `${shown(ofUnits(spend.total, spend.scale))} ${spend.currency} ${spend.basis}`,
    );
    return [
      {
        member: customerId,
        field: 'total_spend',
        expected: cells.get('total_spend') ?? '',
        actual: actual.join(' and '),
      },
    ];
  }
  return Object.entries(columns).flatMap(([field, actualOf]) => {
    const cell = cells.get(field);
    if (cell === undefined) return [];
    const actual = actualOf(totals, spends[0]);
    return fits(cell, actual) ? [] : [{ member: customerId, field, expected: cell, actual: textOf(actual) }];
  });
}

function fits(cell: string, actual: Actual): boolean {
  if (actual === undefined) return cell === '' || isZero(cell);
  if ('moment' in actual) return Date.parse(cell) === actual.moment;
  const wanted = ofText(cell);
  return wanted !== undefined && same(wanted, actual.number);
}

function isZero(cell: string | undefined): boolean {
  const value = cell === undefined ? undefined : ofText(cell);
  return value !== undefined && same(value, ofUnits(0, 0));
}

function number(units: number, scale = 0): Actual {
  return { number: ofUnits(units, scale) };
}

function moment(milliseconds: number | null): Actual {
  return milliseconds === null ? undefined : { moment: milliseconds };
}

function textOf(actual: Actual): string {
  if (actual === undefined) return 'nothing';
  return 'moment' in actual ? new Date(actual.moment).toISOString() : shown(actual.number);
}
