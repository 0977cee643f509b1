import { type Connection, type mongo, Schema } from 'mongoose';
import type { Customer } from './domain/customer.ts';
import type { Visitor } from './domain/visitor.ts';
import { type Guarded, type GuardedCollection, guardedCollection } from './guarded-collection.ts';
import type { IdentityDocument } from './identity-store.ts';

/** What is asked for by its key alone: collections without an index of their own. */
export interface Collections {
  readonly visitors: GuardedCollection<Visitor & Guarded>;
  readonly identities: GuardedCollection<IdentityDocument>;
  readonly customers: GuardedCollection<Customer & Guarded>;
}

const schema = new Schema({ _id: String }, { versionKey: false, strict: false });

export async function openCollections(connection: Connection): Promise<Collections> {
  async function open<D extends Guarded>(name: string): Promise<GuardedCollection<D>> {
    const model = connection.model(name, schema, name);
    await model.createCollection();
    return guardedCollection(model.collection as unknown as mongo.Collection<D>);
  }
  return {
    visitors: await open('visitors'),
    identities: await open('identities'),
    customers: await open('customers'),
  };
}
