import type { TcpProxy, Verdict } from './tcp-proxy.ts';
import type { Passing } from './wire.ts';

/** A point in the life of a process, seen from outside: a message it has sent, or is about to get. */
export interface Moment {
  /** Resolves when it has come; the message is held, and the process with it. Rejects when it does not come. */
  reached(timeoutMs?: number): Promise<Passing>;
  /** Lets time go on. From here on everything passes. */
  release(verdict: Verdict): void;
}

/** Waits for the first message of this kind that comes to this proxy, and holds it. Others pass meanwhile. */
export function holdNext(proxy: TcpProxy, isIt: (passing: Passing) => boolean): Moment {
  const held = Promise.withResolvers<Passing>();
  const freed = Promise.withResolvers<Verdict>();
  let isHeld = false;
  proxy.judge((passing) => {
    if (isHeld || !isIt(passing)) return 'pass';
    isHeld = true;
    held.resolve(passing);
    return freed.promise;
  });
  return {
    async reached(timeoutMs = 30_000) {
      const late = setTimeout(() => held.reject(new Error('the moment never came')), timeoutMs);
      try {
        return await held.promise;
      } finally {
        clearTimeout(late);
      }
    },
    release(verdict) {
      proxy.judge(undefined);
      freed.resolve(verdict);
    },
  };
}
