import { createReadStream } from 'node:fs';
import { contactIdOf } from '@stamkunde/contracts';
import { addressOf, rowsOf } from '@stamkunde/ingest/import';
import type { MemberDifference } from './compare-members.ts';

const contactAtEnd = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The same differences, with customers where contacts were: `known` names some, the file with the orders the rest. That
 * file is read once more, and only when there is somebody to be found.
 */
export async function withCustomerIds(
  differences: readonly MemberDifference[],
  known: ReadonlyMap<string, string>,
  orders: { readonly input: string; readonly siteId: string },
): Promise<readonly MemberDifference[]> {
  const contacts = new Set(differences.flatMap(({ member }) => contactAtEnd.exec(member)?.[0] ?? []));
  const strangers = new Set([...contacts].filter((contactId) => !known.has(contactId)));
  const found = await customerIdsIn(orders.input, orders.siteId, strangers);
  return differences.map((difference) => {
    const contactId = contactAtEnd.exec(difference.member)?.[0] ?? '';
    const customerId = known.get(contactId) ?? found.get(contactId);
    return customerId === undefined ? difference : { ...difference, member: customerId };
  });
}

/** By contact, as the column `customer_id` names them; who is not in the file is left out. */
async function customerIdsIn(
  file: string,
  siteId: string,
  contacts: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const seen = new Set<string>();
  let column: number | undefined;
  if (contacts.size === 0) return found;
  for await (const { rows } of rowsOf(createReadStream(file))) {
    for (const { cells } of rows) {
      column ??= cells.findIndex((cell) => cell.trim().toLowerCase() === 'customer_id');
      const customerId = (cells[column] ?? '').trim();
      const address = addressOf(customerId);
      if (address === undefined || seen.has(customerId)) continue;
      seen.add(customerId);
      const contactId = contactIdOf(siteId, address);
      if (contacts.has(contactId) && !found.has(contactId)) found.set(contactId, customerId);
      if (found.size === contacts.size) return found;
    }
  }
  return found;
}
