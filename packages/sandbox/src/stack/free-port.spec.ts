import { createServer, type Server } from 'node:net';
import { onFreePorts, PortTaken } from './free-port.ts';

describe('a free port', () => {
  it('can be listened on, and is handed out once', async () => {
    const [first, second] = await onFreePorts(2, async (ports) => ports);
    expect(first).not.toBe(second);
    const server = await listen(first ?? 0);
    await new Promise((resolve) => server.close(resolve));
  });

  it('is below those that outgoing connections are given', async () => {
    const ports = await onFreePorts(50, async (all) => all);
    expect(Math.max(...ports)).toBeLessThan(32_000);
    expect(Math.min(...ports)).toBeGreaterThanOrEqual(20_000);
  });

  it('is replaced by another when somebody else was faster', async () => {
    const tried: number[] = [];
    const port = await onFreePorts(1, async ([one = 0]) => {
      tried.push(one);
      if (tried.length < 3) throw new PortTaken();
      return one;
    });
    expect(new Set(tried).size).toBe(3);
    expect(port).toBe(tried.at(-1));
  });

  it('is not sought for ever, and not for any other error', async () => {
    let attempts = 0;
    const fail = (error: Error) => () => {
      attempts++;
      return Promise.reject(error);
    };
    await expect(onFreePorts(1, fail(new PortTaken()))).rejects.toThrow(PortTaken);
    expect(attempts).toBe(5);
    await expect(onFreePorts(1, fail(new Error('no disk')))).rejects.toThrow('no disk');
    expect(attempts).toBe(6);
  });
});

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
