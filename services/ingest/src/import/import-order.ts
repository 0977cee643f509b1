import { statSync } from 'node:fs';
import type { Basis } from '@stamkunde/contracts';
import type { Typed } from '@stamkunde/service';
import { isSiteId } from '../domain/site-id.ts';

/** Options of the command, as `parseArgs` knows them. */
export const importOptions = {
  site: { type: 'string' },
  basis: { type: 'string', default: 'gross' },
  rate: { type: 'string' },
  refused: { type: 'string' },
  restart: { type: 'boolean' },
  undeclared: { type: 'boolean' },
} as const;

/** What is to be imported, and how. */
export interface ImportOrder {
  readonly file: string;
  readonly siteId: string;
  readonly basis: Basis;
  readonly rate: number | undefined;
  readonly refused: string | undefined;
  readonly restart: boolean;
  /** The site need not be one that a connection declares. */
  readonly undeclared: boolean;
}

/** What is asked for, or what is wrong with asking so. */
export function importOrder({ values, positionals }: Typed): ImportOrder | { readonly usage: string } {
  const { site, basis, rate, refused, restart, undeclared } = values;
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) return { usage: 'one file has to be named' };
  if (typeof site !== 'string') return { usage: '--site is missing' };
  if (!isSiteId(site)) return { usage: '--site is not 1 to 64 lower-case letters, digits or hyphens' };
  if (basis !== 'gross' && basis !== 'net') return { usage: '--basis is neither gross nor net' };
  const factsPerSecond = rate === undefined ? undefined : Number(rate);
  if (factsPerSecond !== undefined && !(Number.isInteger(factsPerSecond) && factsPerSecond > 0)) {
    return { usage: '--rate is not a whole number above 0' };
  }
  try {
    if (!statSync(file).isFile()) return { usage: `${file} is not a file` };
  } catch (error) {
    return { usage: `${file} cannot be read (${(error as { code?: string }).code})` };
  }
  return {
    file,
    siteId: site,
    basis,
    rate: factsPerSecond,
    refused: typeof refused === 'string' ? refused : undefined,
    restart: restart === true,
    undeclared: undeclared === true,
  };
}
