import { connectMongo } from '@stamkunde/service';
import { eventually, stackFromEnv, uniqueName } from '@stamkunde/testing';
import type { Connection } from 'mongoose';
import { type IdempotencyStore, idempotencyStore } from './idempotency-store.ts';

const database = uniqueName('idempotency');
let mongo: Connection;
let store: IdempotencyStore;

beforeAll(async () => {
  mongo = (await connectMongo(stackFromEnv().mongoUri, { appName: 'spec' })).useDb(database);
  store = idempotencyStore(Promise.resolve(mongo));
  await eventually(async () => expect(await mongo.collection('idempotency-keys').indexes()).toHaveLength(2));
  await eventually(() => store.claim('until it is open', 'f'));
});
afterAll(async () => {
  await mongo.dropDatabase();
  await mongo.close();
});

const answer = { status: 202, body: '{"accepted":1}' };

async function claimed(key: string, fingerprint = 'f'): Promise<string> {
  const known = await store.claim(key, fingerprint);
  if (!('claim' in known)) throw new Error('taken');
  return known.claim;
}

describe('a key', () => {
  it('is claimed once', async () => {
    const claims = await Promise.all(Array.from({ length: 20 }, () => store.claim('once', 'f')));
    expect(claims.filter((claim) => 'claim' in claim)).toHaveLength(1);
    expect(claims.filter((claim) => 'fingerprint' in claim && claim.answer === undefined)).toHaveLength(19);
  });

  it('has its answer from then on', async () => {
    await store.finish('done', await claimed('done'), answer);
    expect(await store.claim('done', 'f')).toEqual({ fingerprint: 'f', answer });
    expect(await store.claim('done', 'other')).toEqual({ fingerprint: 'f', answer });
  });

  it('is free again when it is given back, by its owner only', async () => {
    const claim = await claimed('back');
    await store.release('back', 'not the claim');
    expect(await store.claim('back', 'f')).toEqual({ fingerprint: 'f', answer: undefined });
    await store.release('back', claim);
    expect(await claimed('back')).not.toBe(claim);
  });

  it('passes to the next one when its owner has died, but only for the same request', async () => {
    const dead = await claimed('dead');
    const past = new Date(Date.now() - 61_000);
    await mongo
      .collection<{ _id: string }>('idempotency-keys')
      .updateOne({ _id: 'dead' }, { $set: { claimedAt: past } });
    expect(await store.claim('dead', 'other')).toEqual({ fingerprint: 'f', answer: undefined });
    const next = await claimed('dead');
    await store.finish('dead', dead, answer); // the dead one comes back: too late
    expect(await store.claim('dead', 'f')).toEqual({ fingerprint: 'f', answer: undefined });
    await store.finish('dead', next, answer);
    expect(await store.claim('dead', 'f')).toEqual({ fingerprint: 'f', answer });
  });

  it('is forgotten by MongoDB after a day', async () => {
    await claimed('day');
    const row = await mongo
      .collection<{ _id: string; expiresAt: Date }>('idempotency-keys')
      .findOne({ _id: 'day' });
    const leftMs = Number(row?.expiresAt) - Date.now();
    expect(leftMs).toBeGreaterThan(23.9 * 3_600_000);
    expect(leftMs).toBeLessThanOrEqual(24 * 3_600_000);
    const indexes = await mongo.collection('idempotency-keys').indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }));
  });
});

it('turns away who needs it before it is reached', async () => {
  const never = idempotencyStore(new Promise(() => undefined));
  await expect(never.claim('k', 'f')).rejects.toThrow('mongodb is away');
});
