import mongoose from 'mongoose';

/**
 * Whether an error of MongoDB's driver means that the database is away, changing its primary, or too slow just now, so
 * that the same call may work later. False for what will fail again: a duplicate key, a bad query, a wrong password,
 * a client that was closed by its owner.
 *
 * Written against driver 7.8 (its `error.js`, `cmap/errors.js`, `bulk/common.js`). `bulkWrite` wraps whatever went
 * wrong into a MongoBulkWriteError, a broken connection too, and keeps the original only as `errorResponse`; so
 * errors are looked into, not only at.
 */
export function isUnavailable(error: unknown): boolean {
  return outageIn(error, new Set());
}

function outageIn(error: unknown, seen: Set<unknown>): boolean {
  if (typeof error !== 'object' || error === null || seen.has(error)) return false;
  seen.add(error);
  const { name, code, cause, reason, errorResponse, errors, result, syscall } = error as Record<
    string,
    unknown
  >;
  if (typeof name === 'string' && outageNames.has(name)) return true;
  if (error instanceof mongoose.mongo.MongoNetworkError) return true;
  if (error instanceof mongoose.mongo.MongoError && outageLabels.some((label) => error.hasErrorLabel(label)))
    return true;
  if (typeof code === 'number' && outageCodes.has(code)) return true;
  if (lookupCodes.has(String(code)) && /^query(Srv|Txt)$/.test(String(syscall))) return true;
  if (error instanceof mongoose.mongo.MongoBulkWriteError) {
    // A connection that breaks under a bulk leaves the error of its socket inside, as it was.
    if (isSocketError(errorResponse)) return true;
    if ([error.writeErrors].flat().some((one) => outageCodes.has(Number(one.code)))) return true;
    if (outageCodes.has(Number(error.result?.getWriteConcernError?.()?.code))) return true;
  }
  const { writeConcernError } = (result ?? {}) as { writeConcernError?: unknown };
  return [cause, reason, errorResponse, writeConcernError, ...(Array.isArray(errors) ? errors : [])].some(
    (inner) => outageIn(inner, seen),
  );
}

/**
 * Whether an error is Node's own about a socket. Whose socket it was, only who has called can know. Not all of them
 * name a system call: writing to a socket that the other side has just ended fails without one.
 */
export function isSocketError(error: unknown): boolean {
  return socketCodes.has(String((error as { code?: unknown } | null | undefined)?.code));
}

const socketCodes = new Set([
  'EPIPE',
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'ENOTCONN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_STREAM_WRITE_AFTER_END',
  'ERR_SOCKET_CLOSED',
]);

/** By name, since some of these classes are not exported and mongoose has its own for a failed selection. */
const outageNames = new Set([
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoWaitQueueTimeoutError', // every connection of the pool is busy for too long
  'MongoPoolClosedError', // the server was just removed from the topology
  'MongoServerClosedError',
  'MongoStalePrimaryError',
  'MongoOperationTimeoutError',
]);

/** Not `ResetPool` nor `HandshakeError`: the driver puts these on a refused password, too. */
const outageLabels = [
  'RetryableWriteError',
  'RetryableError',
  'TransientTransactionError',
  'UnknownTransactionCommitResult',
  'PoolRequestedRetry',
  'SystemOverloadedError',
];

const outageCodes = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  50, // MaxTimeMSExpired
  64, // WriteConcernTimeout: written, but not known to be on a majority
  89, // NetworkTimeout
  91, // ShutdownInProgress
  112, // WriteConflict
  133, // FailedToSatisfyReadPreference
  134, // ReadConcernMajorityNotAvailableYet
  189, // PrimarySteppedDown
  202, // NetworkInterfaceExceededTimeLimit
  262, // ExceededTimeLimit
  365, // TemporarilyUnavailable
  462, // IngressRequestRateLimitExceeded
  9001, // SocketException
  10058, // LegacyNotPrimary
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11601, // Interrupted: an operator ended the operation
  11602, // InterruptedDueToReplStateChange
  13388, // StaleConfig
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
]);

/** Of the name lookups for a `mongodb+srv` address, which reach us bare; on a socket they come wrapped. */
const lookupCodes = new Set(['ENOTFOUND', 'ETIMEOUT', 'ESERVFAIL', 'ECONNREFUSED']);
