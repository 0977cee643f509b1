import mongoose from 'mongoose';
import { isUnavailable } from './is-unavailable.ts';

const { mongo } = mongoose;
const serverError = (code: number, more: object = {}) =>
  new mongo.MongoServerError({ message: `code ${code}`, code, ...more });

/** As `bulkWrite` makes them: its own constructor asks for a result, which only `bulkWrite` has. */
function bulkError(inner: object): Error {
  const Bulk = mongo.MongoBulkWriteError as unknown as new (error: object, result: object) => Error;
  return new Bulk(inner, { getWriteConcernError: () => undefined });
}

describe('an outage of MongoDB', () => {
  it.each([
    ['a broken connection', new mongo.MongoNetworkError('connection closed')],
    ['an answer that does not come', new mongo.MongoNetworkTimeoutError('timed out')],
    [
      'a pool cleared by another failure',
      Object.create(mongo.MongoNetworkError.prototype, { name: { value: 'MongoPoolClearedError' } }),
    ],
    ['a pool with no free connection', named('MongoWaitQueueTimeoutError')],
    ['no primary within the time', named('MongoServerSelectionError')],
    ['the same through mongoose', named('MongooseServerSelectionError')],
    ['an operation out of time', new mongo.MongoOperationTimeoutError('out of time')],
    ['a server that is no primary', serverError(10107)],
    ['a primary stepping down', serverError(189)],
    ['a server shutting down', serverError(91)],
    ['a write not known to be on a majority in time', serverError(64)],
    ['an error the server labels as retryable', serverError(1, { errorLabels: ['RetryableWriteError'] })],
    ['a bulk whose connection broke', bulkError(new mongo.MongoNetworkError('connection closed'))],
    [
      'a bulk whose socket the other side had just ended',
      bulkError(Object.assign(new Error('This socket has been ended by the other party'), { code: 'EPIPE' })),
    ],
    [
      'a bulk whose socket broke while it was written',
      bulkError(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' })),
    ],
    ['a bulk whose primary stepped down', bulkError(serverError(189))],
    [
      'a bulk in which one write met a stepping primary',
      bulkError({ message: 'x', code: 11000, writeErrors: [{ code: 11000 }, { code: 189 }] }),
    ],
    [
      'an outage inside another error',
      new Error('could not save', { cause: new mongo.MongoNetworkError('x') }),
    ],
    [
      'a name lookup that failed',
      Object.assign(new Error('querySrv'), { code: 'ENOTFOUND', syscall: 'querySrv' }),
    ],
  ])('is %s', (_what, error) => {
    expect(isUnavailable(error)).toBe(true);
  });

  it.each([
    ['a duplicate key', serverError(11000)],
    [
      'a bulk with duplicate keys',
      bulkError({ message: 'E11000', code: 11000, writeErrors: [{ code: 11000 }] }),
    ],
    ['a document that is too large', serverError(10334)],
    ['a bad query', serverError(2)],
    ['a refused password', serverError(18, { errorLabels: ['HandshakeError', 'ResetPool'] })],
    ['a client its owner has closed', new mongo.MongoNotConnectedError('closed')],
    ['a call the driver does not understand', new mongo.MongoInvalidArgumentError('x')],
    ['a bug', new TypeError('x is undefined')],
    ['a socket of somebody else', Object.assign(new Error('aborted'), { code: 'ECONNRESET' })],
    ['nothing', undefined],
    ['text', 'MongoNetworkError'],
  ])('is not %s', (_what, error) => {
    expect(isUnavailable(error)).toBe(false);
  });

  it('is looked for in an error that contains itself without hanging', () => {
    const error: Error = new Error('x');
    error.cause = new Error('y', { cause: error });
    expect(isUnavailable(error)).toBe(false);
  });
});

function named(name: string): Error {
  return Object.assign(new Error('x'), { name });
}
