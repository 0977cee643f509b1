import { setTimeout as pause } from 'node:timers/promises';
import { type Lookout, lookout } from '@stamkunde/sandbox';
import type { KafkaConnection } from '@stamkunde/stream';

export interface SteadyLookout extends Lookout {
  /** Looks at the topics afresh: kafkajs believes for minutes in the partitions it has seen first. */
  renew(): Promise<void>;
}

const attemptsMax = 60;
const waitMs = 500;

/** Asks again when a broker that is busy has not got ready what it has just been told to create. */
export async function steadyLookout(connection: KafkaConnection): Promise<SteadyLookout> {
  let current = await lookout(connection);
  return {
    ends: (topics) => again(() => current.ends(topics)),
    committed: (groupId, topics) => again(() => current.committed(groupId, topics)),
    close: () => current.close(),
    async renew() {
      const outdated = current;
      current = await lookout(connection);
      await outdated.close();
    },
  };
}

export async function again<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = attemptsMax; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0) throw error;
      await pause(waitMs);
    }
  }
}
