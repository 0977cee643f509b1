import fc from 'fast-check';

/** An Avro schema as its JSON says it. */
export type AvroSchema =
  | string
  | readonly AvroSchema[]
  | { readonly type: unknown; readonly [attribute: string]: unknown };

/** Longs are numbers here, so they stay where avsc takes them: one less than the last safe integer. */
const LONG_MAX = Number.MAX_SAFE_INTEGER - 1;

/** How often a type may contain itself before its values must end. */
const RECURSION_MAX = 2;

/**
 * All values an Avro type can carry, as the codec hands them out: what a fold must be total on. Longs reach to 2^53,
 * strings hold empty, long, right-to-left, combining, astral and prototype-named text, nulls and empty collections
 * are common, bytes are Buffers, and unions are bare unless two branches look alike (then `{Name: value}`).
 *
 * Map keys are never `__proto__`, since the codec cannot read such a key. Throws for a schema it does not understand.
 *
 * @param longMin raise it for values that must survive the codec: avsc 5.7.9 accepts a long below -(2^52) and then
 *   turns it into a positive one, since the zigzag form of a number that low has no exact double
 */
export function arbitraryOf<T = unknown>(schema: unknown, { longMin = -LONG_MAX } = {}): fc.Arbitrary<T> {
  const names: Names = new Map();
  declareAll(schema as AvroSchema, '', names);
  const arbitrary = arbitraryIn(schema as AvroSchema, {
    namespace: '',
    names,
    longMin,
    inside: [],
    lists: 0,
  });
  if (arbitrary === undefined) throw new Error('this Avro type contains itself without a way to end');
  return arbitrary as fc.Arbitrary<T>;
}

type Names = Map<string, { readonly schema: Named; readonly namespace: string }>;
type Named = Exclude<AvroSchema, string | readonly AvroSchema[]>;

interface Place {
  readonly namespace: string;
  readonly names: Names;
  readonly longMin: number;
  /** Names of the records around this place. */
  readonly inside: readonly string[];
  /** Arrays and maps around this place. */
  readonly lists: number;
}

/** Undefined where the type would contain itself too often: whoever is around takes another way. */
function arbitraryIn(schema: AvroSchema, place: Place): fc.Arbitrary<unknown> | undefined {
  if (typeof schema === 'string') {
    const primitive = primitives[schema];
    if (primitive !== undefined) return primitive(place);
    const found = lookUp(schema, place);
    return arbitraryIn(found.schema, { ...place, namespace: found.namespace });
  }
  if (isUnion(schema)) return union(schema, place);
  switch (schema.type) {
    case 'record':
    case 'error':
      return record(schema, place);
    case 'enum':
      return fc.constantFrom(...(schema['symbols'] as string[]));
    case 'fixed':
      return bytes(schema['size'] as number, schema['size'] as number);
    case 'array': {
      const items = arbitraryIn(schema['items'] as AvroSchema, { ...place, lists: place.lists + 1 });
      return items === undefined ? fc.constant([]) : fc.array(items, { maxLength: lengthMax(place) });
    }
    case 'map': {
      const values = arbitraryIn(schema['values'] as AvroSchema, { ...place, lists: place.lists + 1 });
      const keys = strings().filter((key) => key !== '__proto__');
      return values === undefined
        ? fc.constant({})
        : fc.dictionary(keys, values, { maxKeys: lengthMax(place), noNullPrototype: true });
    }
    default:
      return arbitraryIn(schema.type as AvroSchema, place);
  }
}

function record(schema: Named, place: Place): fc.Arbitrary<unknown> | undefined {
  const name = fullNameOf(schema, place.namespace);
  if (place.inside.filter((around) => around === name).length >= RECURSION_MAX) return undefined;
  const inner = { ...place, namespace: namespaceOf(name), inside: [...place.inside, name] };
  const fields: Record<string, fc.Arbitrary<unknown>> = {};
  for (const field of schema['fields'] as readonly { name: string; type: AvroSchema }[]) {
    const arbitrary = arbitraryIn(field.type, inner);
    if (arbitrary === undefined) return undefined;
    fields[field.name] = arbitrary;
  }
  return fc.record(fields, { noNullPrototype: true });
}

function union(branches: readonly AvroSchema[], place: Place): fc.Arbitrary<unknown> | undefined {
  const kinds = branches.map((branch) => kindOf(branch, place));
  const wrapped = kinds.some((kind, index) => kinds.indexOf(kind) !== index);
  const possible = branches.flatMap((branch) => {
    const arbitrary = arbitraryIn(branch, place);
    if (arbitrary === undefined) return [];
    const name = wrappingNameOf(branch, place);
    return [wrapped && name !== 'null' ? arbitrary.map((value) => ({ [name]: value })) : arbitrary];
  });
  return possible.length === 0 ? undefined : fc.oneof(...possible);
}

/** Few elements in inner lists: the size of a value must not explode with the depth of its type. */
function lengthMax({ lists }: Place): number {
  return lists === 0 ? 8 : 3;
}

const primitives: Readonly<Record<string, (place: Place) => fc.Arbitrary<unknown>>> = {
  null: () => fc.constant(null),
  boolean: () => fc.boolean(),
  int: () => fc.oneof(fc.integer(), fc.constantFrom(0, -1, 1, 2 ** 31 - 1, -(2 ** 31))),
  long: ({ longMin }) =>
    fc.oneof(
      fc.integer({ min: -1000, max: 1000 }),
      fc.maxSafeInteger().map((long) => Math.min(LONG_MAX, Math.max(longMin, long))),
      fc.constantFrom(0, LONG_MAX, longMin),
    ),
  float: () => fc.float(),
  double: () => fc.double(),
  bytes: () => bytes(0, 64),
  string: strings,
};

/** Text that has broken something somewhere. */
const nastyTexts = [
  '',
  ' ',
  '\u0000',
  '__proto__',
  'constructor',
  'toString',
  'null',
  '0',
  '-0',
  'İstanbul', // longer when lower-cased
  'ﬀ', // longer when upper-cased
  '\u00e9', // the same letter in two ways
  'e\u0301',
  '\u202Eright to left',
  '👩‍👩‍👧‍👦',
  '\u{10FFFF}',
  '\uFEFFmark',
  "'; drop table",
  '$where',
  'a.b',
  'a:b:c',
  'x'.repeat(2_000),
];

function strings(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.string(),
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }), // any code point that UTF-8 can carry
    fc.constantFrom(...nastyTexts),
  );
}

function bytes(minLength: number, maxLength: number): fc.Arbitrary<Buffer> {
  return fc.uint8Array({ minLength, maxLength }).map((array) => Buffer.from(array));
}

/** Branches of one kind cannot be told apart by their value, so the codec wraps them. */
function kindOf(branch: AvroSchema, place: Place): string {
  const type = typeOf(branch, place);
  if (['int', 'long', 'float', 'double'].includes(type)) return 'number';
  if (['string', 'enum'].includes(type)) return 'text';
  if (['bytes', 'fixed'].includes(type)) return 'buffer';
  if (['record', 'error', 'map'].includes(type)) return 'object';
  return type;
}

function typeOf(branch: AvroSchema, place: Place): string {
  if (isUnion(branch)) throw new Error('an Avro union cannot contain a union');
  if (typeof branch !== 'string') return typeOf(branch.type as AvroSchema, place);
  if (branch in primitives || complex.has(branch)) return branch;
  return typeOf(lookUp(branch, place).schema, place);
}

function wrappingNameOf(branch: AvroSchema, place: Place): string {
  if (typeof branch === 'string') {
    if (branch in primitives) return branch;
    const found = lookUp(branch, place);
    return fullNameOf(found.schema, found.namespace);
  }
  const { name } = branch as { readonly name?: unknown };
  return name === undefined ? typeOf(branch, place) : fullNameOf(branch as Named, place.namespace);
}

const complex = new Set(['record', 'error', 'enum', 'fixed', 'array', 'map']);

function declareAll(schema: AvroSchema, namespace: string, names: Names): void {
  if (typeof schema === 'string') return;
  if (isUnion(schema)) {
    for (const branch of schema) declareAll(branch, namespace, names);
    return;
  }
  let inner = namespace;
  if (typeof schema['name'] === 'string') {
    const name = fullNameOf(schema, namespace);
    names.set(name, { schema, namespace });
    inner = namespaceOf(name);
  }
  for (const field of (schema['fields'] ?? []) as readonly { type: AvroSchema }[])
    declareAll(field.type, inner, names);
  for (const part of [schema.type, schema['items'], schema['values']]) {
    if (part !== undefined) declareAll(part as AvroSchema, inner, names);
  }
}

function lookUp(name: string, { namespace, names }: Place) {
  const found = names.get(fullName(name, namespace)) ?? names.get(name);
  if (found === undefined) throw new Error(`no Avro type is called ${name}`);
  return found;
}

function fullNameOf(schema: Named, namespace: string): string {
  return fullName(String(schema['name']), String(schema['namespace'] ?? namespace));
}

function fullName(name: string, namespace: string): string {
  return name.includes('.') || namespace === '' ? name : `${namespace}.${name}`;
}

function namespaceOf(name: string): string {
  return name.split('.').slice(0, -1).join('.');
}

function isUnion(schema: AvroSchema): schema is readonly AvroSchema[] {
  return Array.isArray(schema);
}
