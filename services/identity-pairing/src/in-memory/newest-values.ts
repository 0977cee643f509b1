import {
  type ContactActivity,
  type ContactClaim,
  type ContactOfCustomer,
  type Identity,
  reader,
  type SiteEvent,
  type Topic,
  topics,
  writer,
} from '@stamkunde/contracts';
import type { Outgoing } from '@stamkunde/stream';

/** How values are written and read where there is no registry. */
export const write = {
  claim: writer<ContactClaim>(topics.contactClaims, 1).write,
  contactOfCustomer: writer<ContactOfCustomer>(topics.customerClaims, 1).write,
  identity: writer<Identity>(topics.identities, 1).write,
  siteEvent: writer<SiteEvent>(topics.siteEvents, 1).write,
  activity: writer<ContactActivity>(topics.contactActivity, 1).write,
};

export function schemasOf<T>(topic: Topic<T>) {
  return { schema: async () => topic.schema, register: async () => 1, idOf: async () => 1 };
}

export async function readerOf<T>(topic: Topic<T>): Promise<(message: Pick<Outgoing, 'value'>) => T> {
  const values = reader(topic, schemasOf(topic));
  await values.learn(Buffer.from([0, 0, 0, 0, 1]));
  return ({ value }) => {
    const read = values.read(value ?? Buffer.alloc(0));
    if ('fault' in read) throw new Error(read.detail);
    return JSON.parse(JSON.stringify(read.value)) as T;
  };
}

/** Of some messages of a topic, the one with the highest rev of each name. */
export async function newestOf<T extends { readonly rev: number }>(
  topic: Topic<T>,
  published: readonly Outgoing[],
  nameOf: (value: T, key: string) => string,
): Promise<ReadonlyMap<string, T>> {
  const read = await readerOf(topic);
  const newest = new Map<string, T>();
  for (const message of published) {
    if (message.topic !== topic.name) continue;
    const value = read(message);
    const name = nameOf(value, message.key);
    if (value.rev >= (newest.get(name)?.rev ?? 0)) newest.set(name, value);
  }
  return newest;
}
