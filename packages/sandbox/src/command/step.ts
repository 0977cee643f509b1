import { begin } from '../bootstrap/progress.mjs';

/**
 * Says on stderr that something goes on while `work` does, and how it ended. Once `stopping` is aborted it rejects and
 * waits no longer: only for work that ends with this process.
 */
export async function step<T>(
  what: string,
  work: () => Promise<T>,
  stopping: AbortSignal = new AbortController().signal,
): Promise<T> {
  const done = begin(what);
  try {
    const result = await Promise.race([work(), aborted(stopping)]);
    done();
    return result;
  } catch (error) {
    done(stopping.aborted ? 'broken off' : 'failed');
    throw error;
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const give = () => reject(signal.reason);
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
}
