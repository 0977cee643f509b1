import { Unavailable } from '@stamkunde/stream';
import { isSocketError, isUnavailable } from './is-unavailable.ts';

/** What a call of the driver gives; an outage becomes one the loop knows, `Unavailable`, and a bug stays a bug. */
export async function fromMongo<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw outageOr(error);
  }
}

/** The same for who has caught the error already. */
export function outageOr(error: unknown): unknown {
  // Where the driver waits for its socket to take more bytes, the error of the socket reaches its caller as it was.
  return isUnavailable(error) || isSocketError(error) ? new Unavailable('mongodb', error) : error;
}
