import type { FieldReader, JsonObject } from './field-reader.ts';
import { nearestName } from './nearest-name.ts';

/** Which fields have a meaning in which kind of fact. */
export type FieldsByKind<K extends string> = Readonly<Record<K, ReadonlySet<string>>>;

/** Reads the kind of a fact from its field `type`. */
export function kindIn<K extends string>(fields: FieldReader, byKind: FieldsByKind<K>): K | null {
  const kinds = Object.keys(byKind);
  const value = fields.value('type');
  if (value === null) return fields.missing('type', `type is missing: one of ${kinds.join(', ')}`);
  if (typeof value === 'string' && Object.hasOwn(byKind, value)) return value as K;
  const nearest = typeof value === 'string' ? nearestName(value, kinds) : undefined;
  const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  return fields.fault('unknown-type', 'type', `type is not one of ${kinds.join(', ')}${hint}`);
}

/** Tells of the fields that nobody knows, and of those that mean something in another kind of fact only. */
export function refuseStrangeFields<K extends string>(
  fields: FieldReader,
  input: JsonObject,
  kind: K | null,
  byKind: FieldsByKind<K>,
): void {
  const all = new Set(Object.values<ReadonlySet<string>>(byKind).flatMap((names) => [...names]));
  fields.refuseUnknown(all);
  if (kind === null) return;
  const own = byKind[kind];
  for (const name in input) {
    // An order is annulled as a whole: who names a line in it means something else, and must be told.
    if (!own.has(name) && all.has(name) && fields.has(name)) {
      fields.fault('foreign-field', name, `${name} has no meaning in ${kind}`);
    }
  }
}

/** Absent is a fault; present and unreadable has been told already. */
export function required(fields: FieldReader, name: string): null {
  return fields.has(name) ? null : fields.missing(name);
}
