import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import avro from 'avsc';
import { incompatibility, reader, writer } from './codec.ts';
import type { OrderLineFact } from './generated/order-lines.ts';
import { RegistryUnavailable, type SchemaRegistry } from './schema-registry.ts';
import { type Topic, topics } from './topics.ts';

const schemas = join(import.meta.dirname, '../../../schemas');
const seatBought = JSON.parse(
  readFileSync(join(schemas, 'order-lines/examples/seat-bought.json'), 'utf8'),
) as OrderLineFact;

/** A registry that holds these schemas under the ids 1, 2, 3… and counts what it is asked. */
function registryOf(...held: readonly object[]): SchemaRegistry & { asked: number; away: boolean } {
  return {
    asked: 0,
    away: false,
    async schema(id) {
      this.asked++;
      if (this.away) throw new RegistryUnavailable('away');
      return held[id - 1];
    },
    register: async () => 1,
    idOf: async () => 1,
  };
}

describe('a value', () => {
  it.each(Object.values(topics) as readonly Topic<unknown>[])(
    'of $name comes back from its bytes as it was',
    async (topic) => {
      const values = reader(topic, registryOf(topic.schema));
      const bytes = writer(topic, 1);
      for (const file of readdirSync(join(schemas, topic.name, 'examples'))) {
        const value: unknown = JSON.parse(readFileSync(join(schemas, topic.name, 'examples', file), 'utf8'));
        const written = bytes.write(value);
        expect(written.subarray(0, 5)).toEqual(Buffer.from([0, 0, 0, 0, 1]));
        await values.learn(written);
        expect(JSON.parse(JSON.stringify(values.read(written)))).toEqual({ value });
        expect(topic.key(value)).toMatch(/./);
      }
    },
  );

  it('stays what it was while thousands are written after it', async () => {
    const values = reader(topics.orderLines, registryOf(topics.orderLines.schema));
    const bytes = writer(topics.orderLines, 1, 1_024);
    const written = Array.from({ length: 5_000 }, (_, i) =>
      bytes.write({ ...seatBought, lineId: `seat-${i}` }),
    );
    await values.learn(written[0] ?? Buffer.alloc(0));
    written.forEach((one, i) => {
      expect(values.read(one)).toMatchObject({ value: { lineId: `seat-${i}` } });
    });
  });

  it('larger than a slab is written all the same', () => {
    expect(
      writer(topics.orderLines, 1, 64).write({ ...seatBought, productName: 'x'.repeat(10_000) }).length,
    ).toBeGreaterThan(10_000);
  });
});

describe('a reader', () => {
  it('parses each schema once for 10,000 messages and asks the registry once for each', async () => {
    const registry = registryOf(topics.orderLines.schema, { ...topics.orderLines.schema, doc: 'another' });
    const values = reader(topics.orderLines, registry);
    const one = writer(topics.orderLines, 1).write(seatBought);
    const two = writer(topics.orderLines, 2).write(seatBought);
    const forSchema = avro.Type.forSchema;
    let parsed = 0;
    let depth = 0;
    avro.Type.forSchema = (...schema) => {
      if (depth++ === 0) parsed++;
      const type = forSchema.apply(avro.Type, schema);
      depth--;
      return type;
    };
    await Promise.all(Array.from({ length: 100 }, () => Promise.all([values.learn(one), values.learn(two)])));
    for (let i = 0; i < 5_000; i++) {
      expect(values.learn(one)).toBeUndefined();
      expect('value' in values.read(one) && 'value' in values.read(two)).toBe(true);
    }
    expect(registry.asked).toBe(2);
    avro.Type.forSchema = forSchema;
    expect(parsed).toBe(2);
  });

  it('throws while the registry is away, and learns once it is back', async () => {
    const registry = registryOf(topics.orderLines.schema);
    registry.away = true;
    const values = reader(topics.orderLines, registry);
    const bytes = writer(topics.orderLines, 1).write(seatBought);
    await expect(values.learn(bytes)).rejects.toThrow(RegistryUnavailable);
    registry.away = false;
    await values.learn(bytes);
    expect(values.read(bytes)).toMatchObject({ value: { lineId: 'seat-B12' } });
  });

  it('asks again for a schema that was not there, but not for each message that names it', async () => {
    const schemas: object[] = [];
    const registry = registryOf(...schemas);
    const values = reader(topics.orderLines, { ...registry, schema: async (id) => schemas[id - 1] });
    const bytes = writer(topics.orderLines, 1).write(seatBought);
    await values.learn(bytes);
    expect(values.read(bytes)).toMatchObject({ fault: 'unknown-schema' });
    expect(values.learn(bytes)).toBeUndefined();
    schemas.push(topics.orderLines.schema);
    const { now } = performance;
    const later = performance.now() + 1_100;
    performance.now = () => later;
    await values.learn(bytes);
    performance.now = now;
    expect(values.read(bytes)).toMatchObject({ value: { lineId: 'seat-B12' } });
  });

  it('says why bytes are no value, and never throws', async () => {
    const registry = registryOf(topics.orderLines.schema, {
      type: 'record',
      name: 'Else',
      fields: [{ name: 'x', type: 'int' }],
    });
    const values = reader(topics.orderLines, registry);
    const good = writer(topics.orderLines, 1).write(seatBought);
    const bad: readonly [Buffer, string][] = [
      [Buffer.from(''), 'not-framed'],
      [Buffer.from('garbage'), 'not-framed'],
      [Buffer.from([0, 0, 0, 0, 9, 1]), 'unknown-schema'],
      [Buffer.from([0, 0, 0, 0, 2, 1]), 'incompatible-schema'],
      [good.subarray(0, 20), 'truncated'],
      [Buffer.concat([good, Buffer.from('!')]), 'trailing-bytes'],
    ];
    for (const [bytes, fault] of bad) {
      await values.learn(bytes);
      expect(values.read(bytes)).toMatchObject({ fault });
    }
    for (let cut = 5; cut < good.length; cut++)
      expect(values.read(good.subarray(0, cut))).toMatchObject({ fault: 'truncated' });
  });

  it('reads only the fields it needs', async () => {
    const values = reader(topics.orderLines, registryOf(topics.orderLines.schema), ['orderId', 'lineId']);
    const bytes = writer(topics.orderLines, 1).write(seatBought);
    await values.learn(bytes);
    expect(JSON.parse(JSON.stringify(values.read(bytes)))).toEqual({
      value: { orderId: 'B-1041', lineId: 'seat-B12' },
    });
  });

  it('reads a kind of fact that was invented later as Unknown', async () => {
    const schema = JSON.parse(
      JSON.stringify(topics.orderLines.schema).replace('"OrderDescribed"', '"OrderDescribed","OrderPainted"'),
    ) as object;
    const later = avro.Type.forSchema(schema as never, { wrapUnions: false }).toBuffer({
      ...seatBought,
      type: 'OrderPainted',
    });
    const values = reader(topics.orderLines, registryOf(schema));
    const bytes = Buffer.concat([Buffer.from([0, 0, 0, 0, 1]), later]);
    await values.learn(bytes);
    expect(values.read(bytes)).toMatchObject({ value: { type: 'Unknown', lineId: 'seat-B12' } });
    expect(incompatibility(topics.orderLines.schema, schema)).toBeUndefined();
    expect(incompatibility(schema, topics.orderLines.schema)).toBeUndefined();
  });
});
