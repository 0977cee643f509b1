import { stackFromEnv, uniqueName } from '@stamkunde/testing';
import { RegistryUnavailable, SchemaRejected, schemaRegistry } from './schema-registry.ts';
import { topics } from './topics.ts';

const registry = schemaRegistry(stackFromEnv().registryUrl);

describe('the schema registry', () => {
  it('gives a schema the same id every time, and the schema back', async () => {
    const subject = `${uniqueName('orders')}-value`;
    expect(await registry.idOf(subject, topics.orders.schema)).toBeUndefined();
    const id = await registry.register(subject, topics.orders.schema);
    expect(await registry.register(subject, topics.orders.schema)).toBe(id);
    expect(await registry.idOf(subject, topics.orders.schema)).toBe(id);
    expect(await registry.schema(id)).toMatchObject({ name: 'Order' });
    expect(await registry.schema(2_000_000_000)).toBeUndefined();
  });

  it('has no schema to give where somebody has registered one that is not Avro', async () => {
    const subject = uniqueName('protobuf');
    const body = { schemaType: 'PROTOBUF', schema: 'syntax = "proto3"; message Seat { string id = 1; }' };
    const answer = await fetch(`${stackFromEnv().registryUrl}/subjects/${subject}/versions`, {
      method: 'POST',
      headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
      body: JSON.stringify(body),
    });
    const { id } = (await answer.json()) as { id: number };
    expect(await registry.schema(id)).toBeUndefined();
  });

  it('refuses what an older reader or an older writer could not live with', async () => {
    const subject = `${uniqueName('orders')}-value`;
    const schema = topics.orders.schema as { fields: readonly object[] };
    await registry.register(subject, schema);
    const added = {
      ...schema,
      fields: [...schema.fields, { name: 'colour', type: 'string', doc: 'without a default' }],
    };
    const removed = { ...schema, fields: schema.fields.slice(1) };
    await expect(registry.register(subject, added)).rejects.toThrow(SchemaRejected);
    await expect(registry.register(subject, removed)).rejects.toThrow(SchemaRejected);
  });

  it('that is away is told from one that refuses', async () => {
    await expect(schemaRegistry('http://127.0.0.1:1', 500).schema(1)).rejects.toThrow(RegistryUnavailable);
  });
});
