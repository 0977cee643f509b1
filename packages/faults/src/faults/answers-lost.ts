import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import { withProduceError } from '../proxy/kafka-wire.ts';

/** More than kafkajs would try again by itself. */
const answersInARow = 8;
/** UNKNOWN_SERVER_ERROR: nothing that a client may try again without thinking. */
const unknownServerError = -1;

export const answersLost: readonly Fault[] = [
  {
    id: '15a',
    what: 'messages accepted, their answers lost',
    async run(world) {
      const times = world.options.long ? 30 : 4;
      const { member, kafka } = await world.proxiedMember();
      world.load({}, 150);
      for (let time = 1; time <= times; time++) {
        await pause(world.luck.between(200, 1_000));
        let left = answersInARow;
        await new Promise<void>((resolve) => {
          kafka.judge(({ direction, name }) => {
            if (direction === 'request' || name !== 'Produce') return 'pass';
            if (--left > 0) return 'cut';
            resolve();
            return 'pass';
          });
        });
      }
      world.expectAlive(member, 'when answers were lost');
      return times * answersInARow;
    },
  },
  {
    id: '15b',
    what: 'messages accepted, and the answer says they were not',
    async run(world) {
      const times = world.options.long ? 100 : 20;
      const { member, kafka } = await world.proxiedMember();
      world.load({}, 150);
      for (let time = 1; time <= times; time++) {
        await pause(world.luck.between(50, 400));
        await new Promise<void>((resolve) => {
          kafka.judge((passing) => {
            if (passing.direction === 'request' || passing.name !== 'Produce') return 'pass';
            kafka.judge(undefined);
            resolve();
            return withProduceError(passing, unknownServerError);
          });
        });
      }
      world.expectAlive(member, 'when sends were rejected');
      return times;
    },
  },
];
