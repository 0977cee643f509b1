import { Unavailable } from '@stamkunde/stream';
import mongoose from 'mongoose';
import { fromMongo } from './from-mongo.ts';

const failing = (error: unknown) => fromMongo(() => Promise.reject(error));

it.each([
  ['an outage the driver knows', new mongoose.mongo.MongoNetworkError('connection closed')],
  ['a socket that was ended while a large command was written', socketError('EPIPE')],
  ['a socket that was destroyed', socketError('ERR_STREAM_DESTROYED')],
])('%s is one the loop knows', async (_what, error) => {
  await expect(failing(error)).rejects.toThrow(Unavailable);
  await expect(failing(error)).rejects.toMatchObject({ dependency: 'mongodb', cause: error });
});

it.each([
  ['a bug', new TypeError('x is undefined')],
  ['a file that is not there', socketError('ENOENT')],
])('%s stays what it is', async (_what, error) => {
  await expect(failing(error)).rejects.toBe(error);
});

it('what the driver gives is given on', async () => {
  expect(await fromMongo(async () => 7)).toBe(7);
});

function socketError(code: string): Error {
  return Object.assign(new Error('it broke'), { code });
}
