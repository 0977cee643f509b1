import type { Connection } from '@stamkunde/contracts';
import type { Declared } from './read-connections.ts';

/** What applying a declared connection does. */
export interface Change {
  readonly siteId: string;
  readonly kind: 'new' | 'changed' | 'unchanged';
  /** Names of the fields that differ. */
  readonly fields: readonly string[];
  /** To be published; undefined when nothing changes. */
  readonly connection: Connection | undefined;
}

const FIELDS = [
  'name',
  'apiKeys',
  'factsPerSecondMax',
  'browserOrigins',
  'unsignedPairings',
  'pairingKeys',
] as const;

/**
 * What differs between declared connections and those on the topic. A changed one gets the next version; applying the
 * same files again changes nothing.
 */
export function changesOf(
  declared: readonly Declared[],
  current: (siteId: string) => Connection | undefined,
): readonly Change[] {
  return declared.map((connection) => {
    const { siteId } = connection;
    const before = current(siteId);
    if (before === undefined)
      return { siteId, kind: 'new', fields: [], connection: { ...connection, version: 1 } };
    const fields = FIELDS.filter(
      (field) => JSON.stringify(before[field]) !== JSON.stringify(connection[field]),
    );
    return fields.length === 0
      ? { siteId, kind: 'unchanged', fields, connection: undefined }
      : { siteId, kind: 'changed', fields, connection: { ...connection, version: before.version + 1 } };
  });
}

/** The changes as a table for people, one line per site. */
export function changeTable(changes: readonly Change[]): string {
  const rows = changes.map(({ siteId, kind, fields }) => [
    siteId,
    kind === 'changed' ? `changed: ${fields.join(', ')}` : kind,
  ]);
  const width = Math.max(4, ...rows.map(([site]) => site?.length ?? 0));
  return [['site', 'change'], ...rows]
    .map(([site = '', change = '']) => `${site.padEnd(width)}  ${change}`)
    .join('\n');
}
