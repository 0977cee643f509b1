import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { logFolder } from './log-folder.ts';

const program = 'log-folder-spec';

describe('the folder for logs', () => {
  it('takes away what dead runs have left, and nothing of those that still run', () => {
    const mine = logFolder(program);
    const home = dirname(mine);
    const { pid: dead } = spawnSync(process.execPath, ['-e', '']);
    const left = join(home, `${program}-${dead}`);
    const living = join(home, `${program}-${process.ppid}`);
    const other = join(home, `other-${program}-${dead}`);
    for (const folder of [left, living, other]) mkdirSync(folder, { recursive: true });
    try {
      expect(logFolder(program)).toBe(mine);
      expect([mine, left, living, other].map((folder) => existsSync(folder))).toEqual([
        true,
        false,
        true,
        true,
      ]);
    } finally {
      for (const folder of [mine, living, other]) rmSync(folder, { recursive: true });
    }
  });
});
