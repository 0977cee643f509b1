import { formatMoney, type Money } from '@stamkunde/contracts';

/** A part of an Avro schema, as far as reading it aloud needs it. */
type Schema = string | readonly Schema[] | Named;
interface Named {
  readonly type: Schema;
  readonly logicalType?: string;
  readonly fields?: readonly { readonly name: string; readonly type: Schema; readonly personal?: boolean }[];
  readonly items?: Schema;
  readonly values?: Schema;
  readonly name?: string;
}

const hidden = '***';
const listedMax = 6;

/**
 * A value in one line for people: fields that say nothing are left out, moments are ISO 8601, money has its currency,
 * long lists are cut. Fields that the schema marks as personal are hidden unless asked for.
 */
export function compact(value: unknown, schema: object, personal: boolean): string {
  return fieldsOf(value as Record<string, unknown>, schema as Named, personal, new Map()).join(' · ');
}

/** The value with its personal fields hidden, for machines. */
export function withoutPersonal(value: unknown, schema: object): unknown {
  return masked(value, schema as Named, new Map());
}

function fieldsOf(
  value: Record<string, unknown>,
  schema: Named,
  personal: boolean,
  known: Map<string, Named>,
): string[] {
  return (schema.fields ?? []).flatMap(({ name, type, personal: isPersonal }) => {
    const field = value[name];
    if (field === null || field === undefined || (Array.isArray(field) && field.length === 0)) return [];
    const text = isPersonal === true && !personal ? hidden : said(field, type, personal, known);
    return text === '' ? [] : [`${name} ${text}`];
  });
}

function said(value: unknown, type: Schema, personal: boolean, known: Map<string, Named>): string {
  const schema = resolved(type, known);
  if (schema === undefined) return typeof value === 'string' ? value || '""' : String(value);
  if (schema.logicalType === 'timestamp-millis') return new Date(Number(value)).toISOString();
  if (schema.name === 'Money') return `${formatMoney(value as Money)} ${(value as Money).basis}`;
  if (schema.type === 'array') {
    const list = value as unknown[];
    const shown = list.slice(0, listedMax).map((one) => said(one, schema.items ?? 'string', personal, known));
    return `[${shown.join(', ')}${list.length > listedMax ? `, … ${list.length - listedMax} more` : ''}]`;
  }
  if (schema.type === 'map') {
    return `{${Object.entries(value as object)
      .map(([name, one]) => `${name}: ${one}`)
      .join(', ')}}`;
  }
  if (schema.fields === undefined) return String(value);
  return `{${fieldsOf(value as Record<string, unknown>, schema, personal, known).join(', ')}}`;
}

function masked(value: unknown, type: Schema, known: Map<string, Named>): unknown {
  const schema = resolved(type, known);
  if (value === null || value === undefined || schema === undefined) return value;
  if (schema.type === 'array')
    return (value as unknown[]).map((one) => masked(one, schema.items ?? 'string', known));
  if (schema.fields === undefined) return value;
  const record = value as Record<string, unknown>;
  return Object.fromEntries(
    schema.fields.map(({ name, type: inner, personal }) => {
      const field = record[name];
      return [name, personal === true && field !== null ? hidden : masked(field, inner, known)];
    }),
  );
}

/** The schema behind a name or the one branch of a union that is not null; undefined for a plain one. */
function resolved(type: Schema, known: Map<string, Named>): Named | undefined {
  if (typeof type === 'string') return known.get(type.split('.').at(-1) ?? type);
  if (isList(type)) return resolved(type.find((branch) => branch !== 'null') ?? 'null', known);
  // Inside a field the schema may be wrapped once more: {"type": {"type": "array", …}}.
  if (typeof type.type === 'object' && type.fields === undefined) return resolved(type.type, known);
  if (type.name !== undefined) known.set(type.name, type);
  return type;
}

function isList(type: Schema): type is readonly Schema[] {
  return Array.isArray(type);
}
