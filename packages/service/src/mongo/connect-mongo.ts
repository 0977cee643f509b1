import { setTimeout as pause } from 'node:timers/promises';
import mongoose, { type Connection } from 'mongoose';
import { isUnavailable } from './is-unavailable.ts';

export interface MongoOptions {
  /** Shown in the database's own logs and in `currentOp`: which service is asking. */
  readonly appName: string;
  /** How long a start waits for a database that is away. Default 30,000. */
  readonly reachWithinMs?: number;
  /** How long one call waits for a primary before it fails as unavailable. Default 5,000. */
  readonly serverSelectionTimeoutMs?: number;
  /** How long one call waits for an answer; a frozen database is away, too. Default 30,000. */
  readonly socketTimeoutMs?: number;
  /** Connections at most, per server. Default 20. */
  readonly poolMax?: number;
  /**
   * Whether the driver repeats a write once when its answer was lost. Default true. For that the database writes down
   * each statement it has done, a quarter of its work in a bulk of updates: a service that repeats whole batches by
   * itself, with guarded writes, can do without.
   */
  readonly retryWrites?: boolean;
  /** Gives up waiting. */
  readonly stopping?: AbortSignal;
}

/**
 * A connection that reads its own writes and loses none of them: majority write concern with journal, majority reads,
 * each write retried once by the driver unless told otherwise. Nothing is queued while the database is away: calls fail within
 * `serverSelectionTimeoutMs`, and `isUnavailable` knows them.
 *
 * Returns once the database has answered. Throws the last error when that took longer than `reachWithinMs`, and at
 * once for what waiting does not mend, like a wrong password. Indexes and collections are not created on the side;
 * the service does that at its start, where a failure is seen.
 */
export async function connectMongo(uri: string, options: MongoOptions): Promise<Connection> {
  const { appName, reachWithinMs = 30_000, serverSelectionTimeoutMs = 5_000, stopping } = options;
  const stopped = new Promise<never>((_resolve, reject) => {
    stopping?.addEventListener('abort', () => reject(stopping.reason), { once: true });
  });
  stopped.catch(() => {}); // only looked at while an attempt is under way
  const deadline = performance.now() + reachWithinMs;
  for (;;) {
    // Never less than a moment: a driver that is given no time at all does not even try.
    const leftMs = Math.max(250, deadline - performance.now());
    const connection = mongoose.createConnection();
    const opening = connection.openUri(uri, {
      appName,
      w: 'majority',
      journal: true,
      readConcernLevel: 'majority',
      retryWrites: options.retryWrites ?? true,
      retryReads: true,
      serverSelectionTimeoutMS: Math.min(serverSelectionTimeoutMs, leftMs),
      connectTimeoutMS: 5_000,
      socketTimeoutMS: options.socketTimeoutMs ?? 30_000,
      waitQueueTimeoutMS: 10_000,
      heartbeatFrequencyMS: 2_000,
      maxPoolSize: options.poolMax ?? 20,
      maxIdleTimeMS: 60_000,
      bufferCommands: false,
      autoIndex: false,
      autoCreate: false,
    });
    try {
      await Promise.race([opening, stopped]);
      return connection;
    } catch (error) {
      // Not waited for: an attempt cannot be called back, it ends by its own timeout.
      const closed = opening.catch(() => {}).then(() => connection.close(true));
      void closed.catch(() => {});
      if (stopping?.aborted === true || performance.now() >= deadline || !isUnavailable(error)) throw error;
      await closed;
      await pause(100);
    }
  }
}
