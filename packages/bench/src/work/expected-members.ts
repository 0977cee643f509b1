import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { contactIdOf } from '@stamkunde/contracts';
import { root } from '../ground.ts';
import type { EndState } from './end-state.ts';

const FILE = join(root, '..', 'shared', 'data', 'online-retail-2011.expected.csv.gz');

/**
 * Holds what we expect of the whole real history against a file that others have computed; what differs, in words.
 * Empty, too, where the machine does not have the file.
 */
export async function againstOthers({ totals }: EndState): Promise<readonly string[]> {
  if (!existsSync(FILE)) return [];
  const faults: string[] = [];
  const members = [...totals.values()].filter(({ orders }) => orders > 0).length;
  let rows = -1;
  for await (const row of createInterface({ input: createReadStream(FILE).pipe(createGunzip()) })) {
    if (++rows === 0) continue;
    const [id, orders, pieces, spend, , , , first, last] = row.split(',');
    const ours = totals.get(contactIdOf('retail', `${id}@customers.invalid`));
    const same =
      ours?.orders === Number(orders) &&
      ours.pieces === Number(pieces) &&
      Math.round(Number(spend) * 1e6) === ours.value &&
      ours.firstAt === Date.parse(first ?? '') &&
      ours.lastAt === Date.parse(last ?? '');
    if (!same) faults.push(`member ${id} is ${JSON.stringify(ours)}, others say ${row}`);
  }
  if (rows !== members) faults.push(`${members} members, others say ${rows}`);
  return faults;
}
