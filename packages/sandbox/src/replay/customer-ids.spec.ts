import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contactIdOf } from '@stamkunde/contracts';
import { withCustomerIds } from './customer-ids.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stamkunde-customer-ids-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const seventeen = contactIdOf('shop', '17@customers.invalid');
const anna = contactIdOf('shop', 'anna@example.org');
const about = (member: string) => ({ member, field: 'order_count', expected: '1', actual: '2' });

describe('who differs', () => {
  it('is called as the files call them, wherever the contact stands in the key', async () => {
    const input = join(folder, 'orders.csv');
    writeFileSync(input, 'type,customer_id\nline,\nline,Anna@Example.org\nline,anna@example.org\n');
    const differences = [about(seventeen), about(`shop:${anna}`), about('18'), about('shop:A1')];
    const named = await withCustomerIds(differences, new Map([[seventeen, '17']]), { input, siteId: 'shop' });
    expect(named).toEqual([about('17'), about('Anna@Example.org'), about('18'), about('shop:A1')]);
  });

  it('stays a contact when no file knows them', async () => {
    const input = join(folder, 'orders.csv');
    writeFileSync(input, 'type,customer_id\nline,16\n');
    const found = await withCustomerIds([about(seventeen)], new Map(), { input, siteId: 'shop' });
    expect(found).toEqual([about(seventeen)]);
  });
});
