import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { repositoryRoot } from '../command/repository-root.ts';
import { orderFile } from '../demo/order-file.ts';

const timeoutMs = 170_000;
const program = join(repositoryRoot, 'packages', 'sandbox', 'dist', 'replay', 'replay.js');
/** A real year, where it lies beside the repository. */
const year = join(repositoryRoot, '..', 'shared', 'data', 'online-retail-2011.csv.gz');
const yearExpected = year.replace('.csv.gz', '.expected.csv.gz');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stamkunde-replay-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it(
  'a file replayed in disorder and with repetitions comes out as an independent fold of it',
  async () => {
    const file = join(folder, 'orders.csv.gz');
    writeFileSync(file, gzipSync([...orderFile({ seed: 41, facts: 4_000, currency: 'JPY' })].join('\r\n')));
    const { code, stdout, json } = await replay('--input', file, '--shuffle', '7', '--duplicate', '0.2');
    expect(stdout).toContain('EQUAL');
    expect(code).toBe(0);
    expect(json).toMatchObject({ differ: 0, missing: 0, unexpected: 0, differences: [] });
    expect(json.facts).toBeGreaterThan(4_500);
    expect(json.equal).toBe(json.members);
  },
  timeoutMs,
);

it(
  'a small file is compared with what is expected, refused rows are told, and a difference is found',
  async () => {
    const head =
      'type,order_id,line_id,customer_id,sku,name,quantity,unit_price,currency,occurred_at,country,reference';
    const rows = [
      'line,A1,1,17,S,"a ""mug"", blue",3,2.555,EUR,2024-01-02T03:04:05.000Z,DK,',
      'line,A1,2,17,S,,1,0.1,EUR,2024-01-02T03:04:05.000Z,DK,',
      'line,A2,1,17,S,,1,much,EUR,2024-01-02T03:04:05.000Z,DK,',
      'line,A3,1,17,S,,1,10,EUR,2024-02-02T03:04:05.000Z,DK,',
      'cancel,A1,1,17,S,,1,2.555,EUR,2024-01-03T03:04:05.000Z,DK,C1',
    ];
    const input = join(folder, 'orders.csv');
    const expect1 = join(folder, 'expected.csv');
    writeFileSync(input, [head, ...rows].join('\n'));
    const columns =
      'customer_id,order_count,product_count,total_spend,average_products,average_order_value,last_order_value,first_purchase_at,last_purchase_at';
    const member = (total: string) =>
      `17,2,4,${total},2.0000,7.6050,10,2024-01-02T03:04:05.000Z,2024-02-02T03:04:05.000Z`;
    writeFileSync(expect1, `${columns}\n${member('15.21')}\n`);
    const right = await replay('--input', input, '--expect', expect1);
    expect(right.stdout).toContain('line 4 refused: unit_price');
    expect(right).toMatchObject({ code: 0, json: { facts: 4, members: 1, equal: 1, refusedRows: 1 } });

    writeFileSync(
      input,
      `${[head, ...rows].join('\n')}\nline,A4,1,18,S,,1,10,EUR,2024-02-02T03:04:05.000Z,DK,`,
    );
    writeFileSync(expect1, `${columns},note\n${member('15.22')},\n`);
    const wrong = await replay('--input', input, '--expect', expect1);
    expect(wrong.stderr).toContain('expected.csv: nothing is compared with note; known are order_count, ');
    expect(wrong.stderr).toContain('starting order-aggregator …');
    expect(wrong).toMatchObject({
      code: 1,
      json: {
        differ: 1,
        unexpected: 1,
        differences: [
          { member: '17', field: 'total_spend', expected: '15.22', actual: '15.21' },
          { member: '18', field: '', expected: 'nothing', actual: 'a member' },
        ],
      },
    });
  },
  timeoutMs,
);

it(
  'a file of which nothing is folded is not called equal',
  async () => {
    const input = join(folder, 'orders.csv');
    writeFileSync(input, 'type;order_id\nline;A1\n');
    const { code, stdout, json } = await replay('--input', input);
    expect(stdout).toContain('line 1 refused: ');
    expect(stdout).toMatch(/^NOTHING COMPARED: 0 facts folded, 0 members/m);
    expect({ code, facts: json.facts }).toEqual({ code: 1, facts: 0 });
  },
  timeoutMs,
);

it(
  'a year of a shop comes out to the last digit: a real one where it is at hand, a made up one elsewhere',
  async () => {
    const madeUp = join(folder, 'orders.csv');
    if (!existsSync(year)) writeFileSync(madeUp, [...orderFile({ seed: 2011, facts: 20_000 })].join('\n'));
    const files = existsSync(year) ? ['--input', year, '--expect', yearExpected] : ['--input', madeUp];
    const { code, stdout, json } = await replay(...files);
    expect(stdout).toContain('0 differ');
    expect(json).toMatchObject({ differ: 0, missing: 0, unexpected: 0 });
    expect(json.members).toBeGreaterThan(100);
    expect(code).toBe(0);
  },
  timeoutMs,
);

async function replay(...args: string[]) {
  const out = join(folder, 'result.json');
  const options = { env: { ...process.env, NODE_OPTIONS: '' }, maxBuffer: 10_000_000 };
  const { code, stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--no-warnings', program, ...args, '--json', out],
    options,
  ).then(
    (said) => ({ code: 0, ...said }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
  if (!existsSync(out)) throw new Error(`the replay ended with ${code} and no result:\n${stdout}${stderr}`);
  const json = JSON.parse(readFileSync(out, 'utf8')) as Record<string, unknown>;
  rmSync(out);
  return { code, stdout, stderr, json };
}
