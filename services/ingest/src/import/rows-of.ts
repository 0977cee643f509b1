import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type CsvError, type Info, parse } from 'csv-parse';

/** One record of the file. */
export interface Row {
  /** Line of the file it begins on, the header being line 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface RowBatch {
  readonly rows: readonly Row[];
  /** Why nothing can be read after these rows: the file is damaged. It is the last batch then. */
  readonly damage?: { readonly line: number; readonly detail: string };
}

/** Rows handed on together: enough to make the cost of a step small, little enough to hold in memory. */
const BATCH_ROWS = 1_000;

/** Longest record. A quote that is never closed would otherwise gather the rest of the file. */
const RECORD_CHARACTERS_MAX = 262_144;

const CHUNK_BYTES = 262_144;

/** What a gzip file begins with. */
const GZIP = Buffer.of(0x1f, 0x8b);

/**
 * The records of a CSV file, header included, in order: RFC 4180 with any line ending, with or without a byte order
 * mark, quotes within unquoted fields taken as they stand, empty lines passed over, gzip recognised by its first bytes.
 * Reads no faster than it is asked, so memory does not grow with the file. Damage is a value; the rest is not read then.
 */
export async function* rowsOf(file: Readable): AsyncGenerator<RowBatch> {
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    // All three, and not the one found first: files are put together from parts.
    record_delimiter: ['\r\n', '\n', '\r'],
    skip_empty_lines: true,
    max_record_size: RECORD_CHARACTERS_MAX,
  });
  let rows: Row[] = [];
  /** The last line read. */
  let line = 0;
  /** Within quotes csv-parse takes a carriage return with its line feed for two lines. */
  let overcounted = 0;
  // Its failure reaches the reader of the parser below; here it must only not be left unhandled.
  const feeding = feed(file, parser).catch(() => undefined);
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      const { characters, pairs } = breaksIn(record);
      rows.push({ line: info.lines - characters - overcounted, cells: record });
      overcounted += pairs;
      line = info.lines - overcounted;
      if (rows.length === BATCH_ROWS) {
        yield { rows };
        rows = [];
      }
    }
  } catch (error) {
    const detail = damageOf(error);
    if (detail === undefined) throw error;
    yield { rows, damage: { line: line + 1, detail } };
    return;
  } finally {
    file.destroy();
    parser.destroy();
    await feeding;
  }
  if (rows.length > 0) yield { rows };
}

async function feed(file: Readable, parser: NodeJS.WritableStream): Promise<void> {
  const chunks = file[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let start = Buffer.alloc(0);
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
    start = Buffer.concat([start, next.value]);
    if (start.length >= GZIP.length) break;
  }
  const rest = async function* (): AsyncGenerator<Buffer> {
    yield start;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
  };
  const zipped = start.subarray(0, GZIP.length).equals(GZIP);
  const unpacked = zipped ? createGunzip({ chunkSize: CHUNK_BYTES }) : new PassThrough();
  await pipeline(rest, unpacked, parser);
}

/** Carriage returns and line feeds within the fields of a record, and how many pairs there are among them. */
function breaksIn(record: readonly string[]): { characters: number; pairs: number } {
  let characters = 0;
  let pairs = 0;
  for (const cell of record) {
    if (!cell.includes('\n') && !cell.includes('\r')) continue;
    characters += cell.match(/[\r\n]/g)?.length ?? 0;
    pairs += cell.match(/\r\n/g)?.length ?? 0;
  }
  return { characters, pairs };
}

/** What is wrong with the file, in words; undefined for an error that is not about the file. */
function damageOf(error: unknown): string | undefined {
  const { code } = error as CsvError | NodeJS.ErrnoException;
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is opened here and never closed';
    case 'CSV_MAX_RECORD_SIZE':
      return `a record exceeds ${RECORD_CHARACTERS_MAX} characters: is a quote not closed?`;
    case 'Z_BUF_ERROR':
      return 'the gzip file ends in the middle';
    default:
      return typeof code === 'string' && /^(CSV|Z)_/.test(code) ? `the file is damaged (${code})` : undefined;
  }
}
