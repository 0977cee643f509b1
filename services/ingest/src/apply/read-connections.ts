import type { Connection } from '@stamkunde/contracts';
import { type Document, isMap, isNode, LineCounter, parseAllDocuments, type YAMLMap } from 'yaml';
import { z } from 'zod';
import { nearestName } from '../domain/nearest-name.ts';
import { isSiteId } from '../domain/site-id.ts';

/** A connection as a file declares it; its version is given when it is compared with the topic. */
export type Declared = Omit<Connection, 'version'>;

/** What is wrong with a connection file, and where. Never the value: it may be a secret in the wrong place. */
export interface FileFault {
  /** `file:line:column`, both from 1. */
  readonly place: string;
  readonly detail: string;
}

/** Facts a second of a connection that does not say. */
const FACTS_PER_SECOND_DEFAULT = 1_000;

const REFERENCE = /^(env:[A-Za-z_][A-Za-z0-9_]*|file:\/.+)$/;

const reference = z
  .string()
  .regex(REFERENCE, 'is no reference: write env:NAME or file:/path, a secret must not stand here');

/** As browsers write it: scheme, host and port, nothing behind it. */
const origin = z
  .string()
  .refine(isOrigin, 'is not an origin, such as https://shop.example: a scheme and a host, without a path');

const declaration = z.strictObject({
  site: z.string().refine(isSiteId, 'is not 1 to 64 lower-case letters, digits or hyphens'),
  name: z.string().min(1, 'is empty').max(200, 'exceeds 200 characters'),
  apiKeys: z
    .array(reference, 'is not a list of references')
    .min(1, 'is empty: without a key nobody can send facts')
    .max(10, 'has more than 10 keys'),
  factsPerSecondMax: z
    .int('is not a whole number')
    .min(1, 'is below 1')
    .max(1_000_000, 'exceeds 1,000,000')
    .default(FACTS_PER_SECOND_DEFAULT),
  browserOrigins: z.array(origin, 'is not a list of origins').max(50, 'has more than 50 origins').default([]),
  unsignedPairings: z.enum(['accept', 'refuse'], 'is neither accept nor refuse').default('accept'),
  pairingKeys: z.array(reference, 'is not a list of references').max(10, 'has more than 10 keys').default([]),
});

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

const FIELDS = Object.keys(declaration.shape);

/**
 * Reads connections from YAML, several to a file if need be, one per document. All or nothing: with a single fault in
 * any file there are no connections, but all faults of all files, in the order of the files and their lines.
 *
 * @param files texts by their names
 */
export function readConnections(
  files: readonly { readonly name: string; readonly text: string }[],
): { readonly connections: readonly Declared[] } | { readonly faults: readonly FileFault[] } {
  const faults: Fault[] = [];
  const found: Found[] = [];
  for (const [file, { name, text }] of files.entries()) {
    const lines = new LineCounter();
    const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
    const at = (offset: number): Place => {
      const { line, col } = lines.linePos(offset);
      return { file, offset, words: `${name}:${Math.max(1, line)}:${Math.max(1, col)}` };
    };
    if (!Array.isArray(documents) || documents.length === 0) {
      faults.push({ place: at(0), detail: 'holds no connection' });
      continue;
    }
    for (const document of documents as readonly Document.Parsed[]) readDocument(document, at, found, faults);
  }
  faults.push(...twice(found));
  if (faults.length === 0) return { connections: found.map(({ connection }) => connection) };
  faults.sort(({ place: a }, { place: b }) => a.file - b.file || a.offset - b.offset);
  return { faults: faults.map(({ place, detail }) => ({ place: place.words, detail })) };
}

/** Where something stands: in which of the files, how many characters into it, and that in words. */
interface Place {
  readonly file: number;
  readonly offset: number;
  readonly words: string;
}

interface Fault {
  readonly place: Place;
  readonly detail: string;
}

interface Found {
  readonly connection: Declared;
  readonly place: (path: readonly (string | number)[]) => Place;
}

function readDocument(
  document: Document.Parsed,
  at: (offset: number) => Place,
  found: Found[],
  faults: Fault[],
): void {
  if (document.errors.length > 0) {
    // The first word of the parser only: it quotes the line, and the line may hold a secret.
    for (const { pos, code } of document.errors)
      faults.push({ place: at(pos[0]), detail: `is not YAML (${code})` });
    return;
  }
  const place = (path: readonly (string | number)[]): Place => at(offsetOf(document, path));
  const parsed = declaration.safeParse(jsonOf(document), { reportInput: false });
  if (parsed.success) {
    const { site, ...rest } = parsed.data;
    found.push({ connection: { siteId: site, ...rest }, place });
    return;
  }
  const told = new Set<string>();
  for (const issue of parsed.error.issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys)
        faults.push({ place: at(keyOffset(document, key)), detail: strange(key) });
      continue;
    }
    const path = issue.path as (string | number)[];
    // One fault for each place: what is no list is not too short a list as well.
    if (told.has(path.join('.'))) continue;
    told.add(path.join('.'));
    const missing = path.length === 1 && !document.has(path[0]);
    const what = missing ? 'is missing' : wordsOf(issue);
    faults.push({ place: place(path), detail: `${path.join('.')} ${what}`.trim() });
  }
}

/** Aliases without bound would let a small file grow to any size: the parser throws then. */
function jsonOf(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: 20 });
  } catch {
    return undefined;
  }
}

function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.path.length === 0) return 'a connection is a map of fields';
  return issue.message.startsWith('Invalid input: expected ')
    ? `is not a ${issue.message.slice('Invalid input: expected '.length).replace(/, received.*$/, '')}`
    : issue.message;
}

function strange(key: string): string {
  const nearest = nearestName(key, FIELDS);
  return `${key.slice(0, 60)} is not a field of a connection${nearest === undefined ? '' : `; did you mean ${nearest}?`}`;
}

/** A site has one connection, and a key belongs to one site: it is the key that says who is speaking. */
function twice(found: readonly Found[]): readonly Fault[] {
  const faults: Fault[] = [];
  const sites = new Map<string, Place>();
  const keys = new Map<string, Place>();
  for (const { connection, place } of found) {
    const earlier = sites.get(connection.siteId);
    if (earlier === undefined) sites.set(connection.siteId, place(['site']));
    else
      faults.push({
        place: place(['site']),
        detail: `site ${connection.siteId} is declared at ${earlier.words} already`,
      });
    for (const [index, reference] of connection.apiKeys.entries()) {
      const used = keys.get(reference);
      if (used === undefined) keys.set(reference, place(['apiKeys', index]));
      else
        faults.push({
          place: place(['apiKeys', index]),
          detail: `the same key is used at ${used.words} already`,
        });
    }
  }
  return faults;
}

/** Where a value begins in the text; the nearest thing around it when it is not there. */
function offsetOf(document: Document.Parsed, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? document.range[0];
}

function keyOffset(document: Document.Parsed, key: string): number {
  const pairs = isMap(document.contents) ? (document.contents as YAMLMap).items : [];
  const pair = pairs.find((one) => isNode(one.key) && String(one.key) === key);
  return isNode(pair?.key) ? (pair.key.range?.[0] ?? 0) : offsetOf(document, []);
}
