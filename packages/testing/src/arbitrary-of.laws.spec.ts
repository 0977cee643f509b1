import avro from 'avsc';
import fc from 'fast-check';
import { arbitraryOf } from './arbitrary-of.ts';
import { equal, law } from './law.ts';

const schema = {
  type: 'record',
  name: 'Everything',
  namespace: 'org.example',
  fields: [
    { name: 'kind', type: { type: 'enum', name: 'Kind', symbols: ['one', 'other'] } },
    { name: 'amount', type: 'long' },
    { name: 'small', type: 'int' },
    { name: 'ratio', type: 'double' },
    { name: 'text', type: ['null', 'string'] },
    { name: 'raw', type: 'bytes' },
    { name: 'hash', type: { type: 'fixed', name: 'Hash', size: 4 } },
    { name: 'same', type: ['null', 'Hash'] },
    { name: 'counts', type: { type: 'map', values: 'long' } },
    {
      name: 'either',
      type: [
        { type: 'record', name: 'A', fields: [{ name: 'a', type: 'Kind' }] },
        { type: 'map', values: 'A' },
      ],
    },
    { name: 'list', type: { type: 'array', items: 'A' } },
    {
      name: 'tree',
      type: [
        'null',
        {
          type: 'record',
          name: 'Tree',
          fields: [{ name: 'children', type: { type: 'array', items: 'Tree' } }],
        },
      ],
    },
    {
      name: 'chain',
      type: ['null', { type: 'record', name: 'Chain', fields: [{ name: 'next', type: ['null', 'Chain'] }] }],
    },
  ],
};

describe('generated values of an Avro type', () => {
  const type = avro.Type.forSchema(schema as avro.Schema);

  law('are taken by the codec and come back equal', arbitraryOf(schema, { longMin: -(2 ** 52) }), (value) => {
    equal(plain(type.fromBuffer(type.toBuffer(value))), plain(value));
  });

  it('reach the corners', () => {
    const values = fc.sample(arbitraryOf<Record<string, unknown>>(schema), { numRuns: 2_000, seed: 1 });
    const seen = (look: (value: Record<string, unknown>) => boolean) => values.some(look);
    expect(seen((value) => value['amount'] === Number.MAX_SAFE_INTEGER - 1)).toBe(true);
    expect(seen((value) => value['text'] === null)).toBe(true);
    expect(seen((value) => value['text'] === '')).toBe(true);
    expect(seen((value) => /[\u{10000}-\u{10ffff}]/u.test(String(value['text'])))).toBe(true);
    expect(seen((value) => (value['list'] as unknown[]).length === 8)).toBe(true);
    expect(seen((value) => (value['chain'] as { next: unknown } | null)?.next != null)).toBe(true);
  });

  it('of a type that cannot end are refused', () => {
    const endless = { type: 'record', name: 'Endless', fields: [{ name: 'again', type: 'Endless' }] };
    expect(() => arbitraryOf(endless)).toThrow('without a way to end');
  });

  it('of an unknown name are refused', () => {
    expect(() => arbitraryOf(['null', 'Nobody'])).toThrow('Nobody');
  });
});

/** The codec makes objects of its own classes; only their content is compared. */
function plain(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
