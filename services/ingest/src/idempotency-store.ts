import { randomUUID } from 'node:crypto';
import { Unavailable } from '@stamkunde/stream';
import { type Connection, type mongo, Schema } from 'mongoose';

/** What is known of a request that came with an Idempotency-Key. */
export interface KeptRequest {
  readonly fingerprint: string;
  /** Absent while it is being answered. */
  readonly answer: KeptAnswer | undefined;
}

export interface KeptAnswer {
  readonly status: number;
  readonly body: string;
}

/** Keeps answers by key, for a day. */
export interface IdempotencyStore {
  /**
   * Claims a key for a request. Returns the claim, or what is known of the request that has the key already. A claim
   * that is not finished in time, because its process died, is given to the next one who asks with the same request.
   */
  claim(key: string, fingerprint: string): Promise<{ readonly claim: string } | KeptRequest>;
  /** Keeps the answer. */
  finish(key: string, claim: string, answer: KeptAnswer): Promise<void>;
  /** Gives the key back: the request was not answered for good. */
  release(key: string, claim: string): Promise<void>;
}

const COLLECTION = 'idempotency-keys';

const KEPT_MS = 24 * 3_600_000;

/** Longer than any request takes. */
const CLAIM_MS = 60_000;

interface Row {
  readonly _id: string;
  readonly fingerprint: string;
  readonly claim: string;
  readonly claimedAt: Date;
  readonly expiresAt: Date;
  readonly answer?: KeptAnswer | null;
}

const schema = new Schema<Row>(
  {
    _id: { type: String, required: true },
    fingerprint: { type: String, required: true },
    claim: { type: String, required: true },
    claimedAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    answer: { type: { status: Number, body: String }, required: false },
  },
  { versionKey: false },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

/**
 * Answers kept in MongoDB, collection `idempotency-keys`. Requests without a key do not need it: until `connecting` has
 * come to its end, and while MongoDB is away, only those with one are turned away.
 */
export function idempotencyStore(connecting: Promise<Connection>): IdempotencyStore {
  let rows: mongo.Collection<Row> | undefined;
  const ready = connecting.then(async (connection) => {
    const model = connection.model<Row>('IdempotencyKey', schema, COLLECTION);
    await model.createIndexes();
    rows = connection.db?.collection<Row>(COLLECTION);
  });
  // Whoever started it hears of a failure there; here it means that there is no store.
  ready.catch(() => undefined);

  function opened(): mongo.Collection<Row> {
    if (rows === undefined) throw new Unavailable('mongodb', 'not reached yet');
    return rows;
  }

  return {
    async claim(key, fingerprint) {
      const claim = randomUUID();
      for (;;) {
        const now = Date.now();
        const row = { fingerprint, claim, claimedAt: new Date(now), expiresAt: new Date(now + KEPT_MS) };
        try {
          await opened().insertOne({ _id: key, ...row });
          return { claim };
        } catch (error) {
          if (!isDuplicate(error)) throw error;
        }
        const kept = await opened().findOne({ _id: key });
        if (kept === null) continue; // released, or expired, since
        const abandoned = kept.answer == null && kept.claimedAt.getTime() < now - CLAIM_MS;
        if (!abandoned || kept.fingerprint !== fingerprint) {
          return { fingerprint: kept.fingerprint, answer: kept.answer ?? undefined };
        }
        const { modifiedCount } = await opened().updateOne({ _id: key, claim: kept.claim }, { $set: row });
        if (modifiedCount === 1) return { claim };
      }
    },
    async finish(key, claim, answer) {
      await opened().updateOne({ _id: key, claim }, { $set: { answer } });
    },
    async release(key, claim) {
      await opened().deleteOne({ _id: key, claim });
    },
  };
}

function isDuplicate(error: unknown): boolean {
  return (error as { code?: unknown }).code === 11_000;
}
