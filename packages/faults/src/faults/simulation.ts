import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { repositoryRoot } from '@stamkunde/sandbox';
import type { Fault } from '../fault.ts';

export const simulation: readonly Fault[] = [
  {
    id: '38',
    what: 'simulated histories, a crash at every await',
    async run(world) {
      const histories = world.options.long ? 100_000 : 3_000;
      await world.member();
      const jest = join(repositoryRoot, 'node_modules/jest/bin/jest.js');
      const child = spawn(
        process.execPath,
        [
          '--experimental-vm-modules',
          jest,
          '--selectProjects',
          'pure',
          '--runInBand',
          'services/order-aggregator/src/simulation',
        ],
        {
          cwd: repositoryRoot,
          stdio: ['ignore', 'ignore', 'pipe'],
          env: {
            ...process.env,
            NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
            SIMULATED_HISTORIES: String(histories),
            SIMULATION_SEED: String(world.options.seed),
          },
        },
      );
      if (child.pid !== undefined) world.options.watchdog.watch('group', child.pid);
      const said: string[] = [];
      child.stderr.on('data', (chunk) => said.push(String(chunk)));
      const [code] = await once(child, 'exit');
      const failed =
        /history \d+ ends otherwise[^\n]*/.exec(said.join(''))?.[0] ?? said.join('').slice(-2_000);
      world.expect(code === 0, failed);
      return histories;
    },
  },
];
