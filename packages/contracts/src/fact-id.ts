import { uuidV5 } from './uuid-v5.ts';

/** Namespace of all facts: UUIDv5 of the DNS namespace and `facts.stamkunde`. */
const FACTS = 'bc147049-1910-55db-9f3f-39e97f9b691d';

/**
 * The id of a fact: UUIDv5 of what its source says. Sent twice, by whatever way, it is the same fact.
 *
 * @param parts what identifies the fact at its source, beginning with the site; absent parts count as empty
 */
export function factIdOf(...parts: readonly (string | number | null | undefined)[]): string {
  return uuidV5(
    FACTS,
    parts.map((part) => (part === null || part === undefined ? '' : String(part))).join('\u001f'),
  );
}
