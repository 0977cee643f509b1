import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { withLock } from './lock.mjs';

describe('a lock', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stamkunde-spec-'));
    file = join(folder, 'below', 'it.lock');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is held by one at a time, and leaves nothing behind', async () => {
    let inside = 0;
    const most: number[] = [];
    const work = async () => {
      most.push(++inside);
      await pause(5);
      inside--;
    };
    await Promise.all(Array.from({ length: 8 }, () => withLock(file, work)));
    expect(most).toEqual(Array(8).fill(1));
    expect(await readdir(join(folder, 'below'))).toEqual([]);
  });

  it('is given back when the work fails', async () => {
    await expect(withLock(file, () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
    expect(await withLock(file, async () => 'mine')).toBe('mine');
  });

  it('passes to exactly one of those who wait when its holder is killed', async () => {
    const program = `import { withLock } from ${JSON.stringify(new URL('lock.mjs', import.meta.url).href)};
      await withLock(${JSON.stringify(file)}, async () => { console.log('held'); await new Promise((r) => setTimeout(r, 60_000)); });`;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    await once(holder.stdout, 'data');
    let inside = 0;
    const told: string[] = [];
    const waiting = Promise.all(
      Array.from({ length: 6 }, () =>
        withLock(
          file,
          async () => {
            expect(++inside).toBe(1);
            await pause(20);
            inside--;
          },
          (who) => told.push(who),
        ),
      ),
    );
    await pause(100);
    expect(inside).toBe(0);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await waiting;
    expect(told[0]).toBe(`process ${holder.pid}`);
    expect(await readdir(join(folder, 'below'))).toEqual([]);
  });

  it('passes on when its holder is dead but nobody has taken note of that', async () => {
    // The shell becomes `sleep`, which never waits for its child: the holder stays a zombie.
    const program = `import { withLock } from ${JSON.stringify(new URL('lock.mjs', import.meta.url).href)};
      await withLock(${JSON.stringify(file)}, async () => { console.log('held'); process.kill(process.pid, 'SIGKILL'); });`;
    const parent = spawn(
      'sh',
      ['-c', '"$0" --input-type=module -e "$1" & exec sleep 60', process.execPath, program],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, NODE_OPTIONS: '' },
      },
    );
    await once(parent.stdout, 'data');
    expect(await withLock(file, async () => 'taken over')).toBe('taken over');
    parent.kill('SIGKILL');
    await once(parent, 'exit');
  });

  it('does not take a process that was given the same id later for its holder', async () => {
    await withLock(file, async () => {
      const mine = JSON.parse(await readFile(file, 'utf8'));
      await rm(file);
      await writeFile(file, JSON.stringify({ ...mine, started: '1', id: 'earlier' }));
    });
    expect(await withLock(file, async () => 'taken over')).toBe('taken over');
  });

  it('of another machine is left alone as long as there is a sign of life', async () => {
    await withLock(file, async () => {});
    const foreign = JSON.stringify({ pid: 1, started: '1', host: `not-${hostname()}`, id: 'foreign' });
    await writeFile(file, foreign);
    let held = false;
    const waiting = withLock(file, async () => {
      held = true;
    });
    await pause(400);
    expect(held).toBe(false);
    const longAgo = new Date(Date.now() - 120_000);
    await utimes(file, longAgo, longAgo);
    await waiting;
    expect(held).toBe(true);
  });
});
