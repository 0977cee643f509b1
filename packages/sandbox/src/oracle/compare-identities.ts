import {
  type ContactActivity,
  contactKey,
  type Identity,
  reader,
  type SiteEvent,
  type Topic,
  topics,
} from '@stamkunde/contracts';
import { followTopic } from '@stamkunde/stream';
import { type Binary, MongoClient } from 'mongodb';
import type { System } from '../system/start-system.ts';
import { type Difference, fieldsThatDiffer } from './difference.ts';
import { judgeIdentities } from './judge-identities.ts';
import { decoded } from './read-wire.ts';
import { SnapshotLog } from './snapshot-log.ts';

/** Where identity-pairing keeps and says things. */
export type Addresses = Pick<System, 'connection' | 'registry' | 'mongoUri' | 'databaseOf'>;

/**
 * Everything about who is who that is not as the facts on `site-events` say it must be, once the service has come to
 * rest: newest snapshots, documents, whose each event is, how many events became what, one payload per rev.
 */
export async function identityDifferences(system: Addresses, retentionDays: number): Promise<Difference[]> {
  const facts: SiteEvent[] = [];
  await eachValue(system, topics.siteEvents, (fact) => void facts.push(fact));
  const judged = judgeIdentities(facts, retentionDays);

  const identities = new SnapshotLog(topics.identities.name);
  const snapshots = new Map<string, unknown>();
  await eachValue(system, topics.identities, (value, key, bytes) => {
    identities.note(key, value.rev, bytes);
    if (identities.newest.get(key)?.rev === value.rev) snapshots.set(key, withoutRev(value));
  });
  const activities = new SnapshotLog(topics.contactActivity.name);
  const activity = new Map<string, ContactActivity>();
  await eachValue(system, topics.contactActivity, (value, _key, bytes) => {
    const name = `${contactKey(value.siteId, value.contactId)} ${value.factId} ${value.visitorId}`;
    activities.note(name, value.rev, bytes);
    if (activities.newest.get(name)?.rev === value.rev) activity.set(name, value);
  });
  const attributed = [...activity].filter(([, { state }]) => state === 'attributed');
  const { documents, counts } = await kept(system);
  return [
    ...unlike('snapshot', topics.identities.name, judged.identities, snapshots),
    ...unlike('document', 'identities', judged.identities, documents),
    ...unlike(
      'snapshot',
      topics.contactActivity.name,
      judged.activity,
      new Map(attributed.map(([name, { pairedBy }]) => [name, pairedBy])),
    ),
    ...unlike('document', 'events', judged.counts, counts),
    ...identities.differences,
    ...activities.differences,
  ];
}

function unlike(
  point: Difference['point'],
  place: string,
  expected: ReadonlyMap<string, unknown>,
  actual: ReadonlyMap<string, unknown>,
): Difference[] {
  const keys = new Set([...expected.keys(), ...actual.keys()]);
  return [...keys].flatMap((key) =>
    fieldsThatDiffer(expected.get(key) ?? {}, actual.get(key) ?? {}).map((field) => ({
      point,
      place,
      key,
      ...field,
    })),
  );
}

/** Every value of a topic, from its beginning to its end. */
async function eachValue<T>(
  { connection, registry }: Addresses,
  topic: Topic<T>,
  onValue: (value: T, key: string, bytes: Buffer) => void,
): Promise<void> {
  const values = reader(topic, registry);
  const following = await followTopic(connection, topic.name, {
    from: 'beginning',
    onMessages: async (messages) => {
      for (const { message } of messages) {
        const bytes = message.value ?? Buffer.alloc(0);
        onValue(await decoded(values, bytes), message.key?.toString() ?? '', bytes);
      }
    },
  });
  await following.caughtUp;
  await following.stop();
}

async function kept({ mongoUri, databaseOf, registry }: Addresses) {
  const client = new MongoClient(mongoUri);
  try {
    const db = client.db(databaseOf('identity-pairing'));
    const values = reader(topics.identities, registry);
    const documents = new Map<string, unknown>();
    for await (const { _id, value } of db.collection<{ _id: string; value: Binary }>('identities').find())
      documents.set(_id, withoutRev(await decoded<Identity>(values, Buffer.from(value.buffer))));
    const counts = new Map<string, Record<string, number>>();
    const grouped = db
      .collection('events')
      .aggregate<{ _id: { visitor: string; outcome: string }; count: number }>([
        { $group: { _id: { visitor: '$visitor', outcome: '$outcome' }, count: { $sum: 1 } } },
      ]);
    for await (const { _id, count } of grouped)
      counts.set(_id.visitor, { ...counts.get(_id.visitor), [_id.outcome]: count });
    return { documents, counts };
  } finally {
    await client.close();
  }
}

/** The revs count steps, and how many there were depends on how the facts fell into batches. */
function withoutRev(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, one) => (key === 'rev' ? undefined : one)));
}
