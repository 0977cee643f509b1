import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { type Row, type RowBatch, rowsOf } from './rows-of.ts';

async function read(
  ...chunks: readonly (string | Buffer)[]
): Promise<{ rows: Row[]; damage: RowBatch['damage'] }> {
  const rows: Row[] = [];
  let damage: RowBatch['damage'];
  for await (const batch of rowsOf(Readable.from(chunks.map((chunk) => Buffer.from(chunk))))) {
    rows.push(...batch.rows);
    damage = batch.damage;
  }
  return { rows, damage };
}

const cells = async (...chunks: readonly (string | Buffer)[]) =>
  (await read(...chunks)).rows.map((row) => row.cells);

describe('the rows of a file', () => {
  it('are the same with any line ending, with or without a byte order mark, zipped or not', async () => {
    const rows = [
      ['a', 'b'],
      ['1', '2'],
      ['3', 'æ 👩‍👩‍👧'],
    ];
    expect(await cells('a,b\n1,2\n3,æ 👩‍👩‍👧')).toEqual(rows);
    expect(await cells('a,b\r\n1,2\n3,æ 👩‍👩‍👧\r')).toEqual(rows);
    expect(await cells('\ufeffa,b\r\n1,2\r\n3,æ 👩‍👩‍👧\r\n')).toEqual(rows);
    expect(await cells(gzipSync('a,b\n1,2\n3,æ 👩‍👩‍👧\n'))).toEqual(rows);
  });

  it('do not depend on where the chunks are cut', async () => {
    const bytes = gzipSync('a,b\n"x ""y"", æ",2\n');
    const chunks = [...bytes].map((byte) => Buffer.of(byte));
    expect(await cells(...chunks)).toEqual([
      ['a', 'b'],
      ['x "y", æ', '2'],
    ]);
  });

  it('know the line they begin on, whatever breaks and empty lines stand between them', async () => {
    const { rows } = await read('a,b\n\n"one\ntwo",2\n3,4\n\n\n"x\r\ny\r\nz",6\n7,8\n');
    expect(rows.map(({ line, cells: [first] }) => `${line} ${first?.slice(0, 3)}`)).toEqual([
      '1 a',
      '3 one',
      '5 3',
      '8 x\r\n',
      '11 7',
    ]);
  });

  it('have quotes within unquoted fields as they stand, and as many cells as they have', async () => {
    expect(await cells('a,b\n5" nail,2\n1\n1,2,3\n')).toEqual([
      ['a', 'b'],
      ['5" nail', '2'],
      ['1'],
      ['1', '2', '3'],
    ]);
  });

  it('end with the damage where a quote is never closed, and not with an error', async () => {
    const { rows, damage } = await read('a,b\n1,2\n"3,4\n5,6\n');
    expect(rows).toHaveLength(2);
    expect(damage).toEqual({ line: 3, detail: 'a quote is opened here and never closed' });
  });

  it('end with the damage where such a quote would gather the whole file', async () => {
    const { damage } = await read('a,b\n"', ...Array.from({ length: 40 }, () => 'x'.repeat(10_000)));
    expect(damage?.detail).toMatch(/is a quote not closed/);
  });

  it('end with the damage where a zipped file is cut off or broken', async () => {
    const whole = gzipSync(`a,b\n${'1,2\n'.repeat(10_000)}`, { level: 0 });
    const { rows, damage } = await read(whole.subarray(0, whole.length / 2));
    expect(rows.length).toBeGreaterThan(100);
    expect(damage?.detail).toBe('the gzip file ends in the middle');
    const broken = Buffer.from(whole);
    broken.fill(7, 20, 60);
    expect((await read(broken)).damage?.detail).toMatch(/damaged|ends/);
  });

  it('are none in an empty file', async () => {
    expect(await cells('')).toEqual([]);
    expect(await cells()).toEqual([]);
  });

  it('are read no faster than they are asked for', async () => {
    let made = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          made++;
          yield Buffer.from('1,2\n'.repeat(1_000));
        }
      })(),
      { highWaterMark: 1 },
    );
    for await (const _ of rowsOf(endless)) break;
    expect(made).toBeLessThan(200);
    expect(endless.destroyed).toBe(true);
  });
});
