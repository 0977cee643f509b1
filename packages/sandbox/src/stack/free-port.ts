import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const first = 20_000;
const last = 31_999;
const attemptsMax = 5;
const handedOut = new Set<number>();

/** A part could not listen because somebody else took the port between our look and its start. */
export class PortTaken extends Error {}

/**
 * Runs `attempt` with `count` ports that were free a moment ago, and again with others when it throws `PortTaken`.
 *
 * The ports lie below those which operating systems hand out for outgoing connections. A client that keeps
 * dialling a stopped broker can otherwise be given the broker's own port, connect to itself, and the broker never
 * comes back.
 */
export async function onFreePorts<T>(count: number, attempt: (ports: number[]) => Promise<T>): Promise<T> {
  for (let left = attemptsMax; ; left--) {
    const ports: number[] = [];
    while (ports.length < count) ports.push(await freePort());
    try {
      return await attempt(ports);
    } catch (error) {
      if (!(error instanceof PortTaken) || left === 1) throw error;
    }
  }
}

/** This port, if nobody has it, or else one that nobody has. */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await isFree(preferred))) return preferred;
  for (;;) {
    const port = randomInt(first, last + 1);
    if (handedOut.has(port) || !(await isFree(port))) continue;
    handedOut.add(port);
    return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
