import type { Schema, Type } from 'avsc';
import avro from 'avsc';
import { FRAME_LENGTH, schemaIdOf } from './framing.ts';
import type { SchemaRegistry } from './schema-registry.ts';
import type { Topic } from './topics.ts';

/** Why bytes are not a value of their topic. */
export type Undecodable =
  | 'not-framed'
  | 'unknown-schema'
  | 'incompatible-schema'
  | 'truncated'
  | 'trailing-bytes';

/** Reads the values of one topic, whatever version of the schema they were written with. */
export interface Reader<T> {
  /**
   * Asks the registry for the writer's schema of these bytes, once per schema however many ask at the same time.
   * Returns at once, without a promise, when the schema is known or the bytes name none.
   * Throws `RegistryUnavailable` when the registry is away.
   */
  learn(bytes: Buffer): Promise<void> | undefined;
  /**
   * The value, or why there is none. Synchronous: the schema must have been learnt, or the answer is `unknown-schema`.
   * The value keeps no reference to the bytes, but for fields of type bytes.
   */
  read(bytes: Buffer): { readonly value: T } | { readonly fault: Undecodable; readonly detail: string };
}

/** Writes the values of one topic. */
export interface Writer<T> {
  /** The value in Confluent framing, in a buffer nobody else will write to. Throws TypeError when it breaks the schema. */
  write(value: T): Buffer;
}

/** An id nobody has registered may be registered in the next moment; and whoever sends garbage sends much of it. */
const UNKNOWN_FOR_MS = 1_000;
const UNKNOWN_IDS_MAX = 10_000;

/**
 * Reader of a topic's values. Each schema is parsed once and each pair of schemas compared once, for as long as the
 * reader lives: parsing per message would cost more than a hundred times the decoding.
 *
 * @param needed read only these fields of the value; the others are skipped and undefined
 */
export function reader<T>(
  topic: Topic<T>,
  registry: SchemaRegistry,
  needed?: readonly (keyof T & string)[],
): Reader<T> {
  const wanted = parse(needed === undefined ? topic.schema : narrowed(topic.schema, needed));
  const decoders = new Map<number, Decoder<T> | Rejection>();
  const inFlight = new Map<number, Promise<void>>();
  /** When ids that the registry does not know were asked for, in milliseconds of `performance.now()`. */
  const unknownSince = new Map<number, number>();

  async function fetchSchema(id: number): Promise<void> {
    const schema = await registry.schema(id);
    if (schema !== undefined) {
      unknownSince.delete(id);
      decoders.set(id, decoderOf<T>(wanted, schema, id));
      return;
    }
    if (unknownSince.size >= UNKNOWN_IDS_MAX) unknownSince.clear();
    unknownSince.set(id, performance.now());
  }

  return {
    learn(bytes) {
      const id = schemaIdOf(bytes);
      if (id === undefined || decoders.has(id)) return undefined;
      if (performance.now() - (unknownSince.get(id) ?? Number.NEGATIVE_INFINITY) < UNKNOWN_FOR_MS)
        return undefined;
      let fetching = inFlight.get(id);
      if (fetching === undefined) {
        fetching = fetchSchema(id).finally(() => inFlight.delete(id));
        inFlight.set(id, fetching);
      }
      return fetching;
    },

    read(bytes) {
      const id = schemaIdOf(bytes);
      if (id === undefined) return { fault: 'not-framed', detail: 'no zero byte and schema id at the start' };
      const decode = decoders.get(id) ?? rejection('unknown-schema', id);
      return typeof decode === 'function' ? decode(bytes) : decode;
    },
  };
}

/**
 * Writer of a topic's values, framed with the id its schema has in the registry.
 *
 * @param slabBytes size of the buffers that values are written into, one after the other
 */
export function writer<T>(topic: Topic<T>, schemaId: number, slabBytes = 262_144): Writer<T> {
  const type = parse(topic.schema);
  let slab = Buffer.allocUnsafeSlow(slabBytes);
  let at = 0;
  let last = 0;
  return {
    write(value) {
      // What does not fit is encoded to its end before that is known; the value before tells how large they are.
      if (last > slab.length - at && at > 0) {
        slab = Buffer.allocUnsafeSlow(Math.max(slabBytes, slab.length));
        at = 0;
      }
      for (;;) {
        const end = at + FRAME_LENGTH <= slab.length ? type.encode(value, slab, at + FRAME_LENGTH) : -1;
        if (end >= 0) {
          slab[at] = 0;
          slab.writeUInt32BE(schemaId, at + 1);
          const bytes = slab.subarray(at, end);
          last = bytes.length;
          at = end;
          return bytes;
        }
        // Never rewound: earlier values still stand in the old slab and are somebody else's by now.
        slab = Buffer.allocUnsafeSlow(at === 0 ? slab.length * 2 : Math.max(slabBytes, slab.length));
        at = 0;
      }
    },
  };
}

/** Registers the newest schema of a topic and returns its id. */
export function registerSchema(topic: Topic<never>, registry: SchemaRegistry): Promise<number> {
  return registry.register(`${topic.name}-value`, topic.schema);
}

/** The id of the newest schema of a topic, registered earlier by somebody who may; undefined when nobody did. */
export function lookUpSchema(topic: Topic<never>, registry: SchemaRegistry): Promise<number | undefined> {
  return registry.idOf(`${topic.name}-value`, topic.schema);
}

/** Why values written with `writer` cannot be read as `reader`, or undefined when they can. */
export function incompatibility(readerSchema: object, writerSchema: object): string | undefined {
  try {
    parse(readerSchema).createResolver(parse(writerSchema));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

type Rejection = { readonly fault: Undecodable; readonly detail: string };
type Decoder<T> = (bytes: Buffer) => { readonly value: T } | Rejection;

const rejection = (fault: Undecodable, id: number): Rejection => ({ fault, detail: `schema id ${id}` });

function decoderOf<T>(wanted: Type, writerSchema: object, id: number): Decoder<T> | Rejection {
  let resolver: ReturnType<Type['createResolver']> | undefined;
  try {
    const written = parse(writerSchema);
    // Without a resolver where the schemas are one: it is a third faster.
    if (!written.equals(wanted)) resolver = wanted.createResolver(written);
  } catch (error) {
    return {
      fault: 'incompatible-schema',
      detail: `schema id ${id}: ${error instanceof Error ? error.message : ''}`,
    };
  }
  return (bytes) => {
    try {
      const { value, offset } = wanted.decode(bytes, FRAME_LENGTH, resolver);
      if (offset < 0) return { fault: 'truncated', detail: `schema id ${id}, ${bytes.length} bytes` };
      if (offset !== bytes.length)
        return { fault: 'trailing-bytes', detail: `${bytes.length - offset} bytes too many` };
      return { value: value as T };
    } catch (error) {
      return {
        fault: 'truncated',
        detail: `schema id ${id}: ${error instanceof Error ? error.message : ''}`,
      };
    }
  };
}

function parse(schema: object): Type {
  return avro.Type.forSchema(schema as Schema, { wrapUnions: false });
}

function narrowed(schema: object, needed: readonly string[]): object {
  const record = schema as { fields: readonly { name: string }[] };
  return { ...record, fields: record.fields.filter((field) => needed.includes(field.name)) };
}
