import { formatDecimal, formatMoney, type Money } from '@stamkunde/contracts';

/** A part of an Avro schema, as far as reading it aloud needs it. */
type Schema = string | readonly Schema[] | Named;
interface Named {
  readonly type: Schema;
  readonly logicalType?: string;
  readonly fields?: readonly Field[];
  readonly items?: Schema;
  readonly values?: Schema;
  readonly name?: string;
}
interface Field {
  readonly name: string;
  readonly type: Schema;
  readonly doc?: string;
  readonly personal?: boolean;
}
type Values = Readonly<Record<string, unknown>>;

const hidden = '***';
const listedMax = 8;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * A value in a few lines for people: fields that say nothing are left out, ids are cut to what tells them apart, moments
 * are ISO 8601, money has its point and currency, each row of a list its own line. Fields that the schema marks as
 * personal are hidden unless asked for.
 */
export function compact(value: unknown, schema: object, personal: boolean): readonly string[] {
  const reading = { personal, known: new Map<string, Named>() };
  const record = schema as Named;
  const line = fieldsOf(value as Values, record, reading, isTable).join(' · ');
  return [line, ...(record.fields ?? []).flatMap((field) => tableOf(value as Values, field, reading))].filter(
    Boolean,
  );
}

/** The value with its personal fields hidden, for machines. */
export function withoutPersonal(value: unknown, schema: object): unknown {
  return masked(value, schema as Named, new Map());
}

interface Reading {
  readonly personal: boolean;
  readonly known: Map<string, Named>;
}

function fieldsOf(
  record: Values,
  schema: Named,
  reading: Reading,
  leftOut?: (value: unknown) => boolean,
): string[] {
  return (schema.fields ?? []).flatMap((field) => {
    const value = record[field.name];
    const text = said(record, field, reading);
    const isSilent = value === null || value === undefined || text === '[]' || leftOut?.(value) === true;
    return isSilent ? [] : [`${field.name} ${text}`];
  });
}

/** Lists of records have a line for each of them. */
function tableOf(record: Values, { name, type }: Field, reading: Reading): string[] {
  const list = record[name];
  const items = resolved(type, reading.known)?.items;
  const schema = items === undefined ? undefined : resolved(items, reading.known);
  if (!isTable(list) || schema?.fields === undefined) return [];
  const rows = list.slice(0, listedMax).map((row) => `  ${fieldsOf(row, schema, reading).join(' · ')}`);
  const rest = list.length > listedMax ? [`  … ${list.length - listedMax} more`] : [];
  return [`${name}:`, ...rows, ...rest];
}

function isTable(value: unknown): value is readonly Values[] {
  return Array.isArray(value) && typeof value[0] === 'object' && value[0] !== null && !('amount' in value[0]);
}

function said(record: Values, { name, type, doc = '', personal }: Field, reading: Reading): string {
  const value = record[name];
  if (value === null || value === undefined) return '';
  if (personal === true && !reading.personal) return hidden;
  // The schema says in words what unit a number has.
  if (doc.includes('ten-thousandths')) return formatDecimal(Number(value), 4);
  if (
    typeof record['scale'] === 'number' &&
    typeof value === 'number' &&
    /^(total|lastOrderValue)$/.test(name)
  ) {
    return formatDecimal(value, record['scale']);
  }
  return inner(value, type, reading);
}

function inner(value: unknown, type: Schema, reading: Reading): string {
  const schema = resolved(type, reading.known);
  if (typeof value === 'string') return value === '' ? '""' : uuid.test(value) ? value.slice(0, 8) : value;
  if (schema === undefined) return String(value);
  if (schema.logicalType === 'timestamp-millis') return new Date(Number(value)).toISOString();
  if (schema.name === 'Money') return `${formatMoney(value as Money)} ${(value as Money).basis}`;
  if (Array.isArray(value)) {
    const shown = value.slice(0, listedMax).map((one) => inner(one, schema.items ?? 'string', reading));
    return `[${shown.join(', ')}${value.length > listedMax ? `, … ${value.length - listedMax} more` : ''}]`;
  }
  if (schema.fields !== undefined) return `(${fieldsOf(value as Values, schema, reading).join(', ')})`;
  if (schema.type !== 'map') return String(value);
  const pairs = Object.entries(value as object).map(([key, one]) => `${key}: ${one}`);
  return `(${pairs.join(', ')})`;
}

function masked(value: unknown, type: Schema, known: Map<string, Named>): unknown {
  const schema = resolved(type, known);
  if (value === null || value === undefined || schema === undefined) return value;
  if (Array.isArray(value)) return value.map((one) => masked(one, schema.items ?? 'string', known));
  if (schema.fields === undefined) return value;
  const record = value as Values;
  return Object.fromEntries(
    schema.fields.map(({ name, type: own, personal }) => {
      const field = record[name];
      return [name, personal === true && field !== null ? hidden : masked(field, own, known)];
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
