import type { Ground } from '../ground.ts';
import { cpuSecondsOf } from './process-usage.ts';

/** CPU seconds of everybody who takes part; undefined where the system does not tell, or a part is not ours. */
export interface Usage {
  readonly client: number | undefined;
  readonly broker: number | undefined;
  readonly mongod: number | undefined;
}

export function usageOf({ stack }: Ground, pid: number): Usage {
  return {
    client: cpuSecondsOf(pid),
    broker: cpuSecondsOf(stack.kafka.pid),
    mongod: cpuSecondsOf(stack.mongo.pid),
  };
}

export function usageSince(before: Usage, after: Usage): Usage {
  const since = (name: keyof Usage) => {
    const [from, to] = [before[name], after[name]];
    return from === undefined || to === undefined ? undefined : to - from;
  };
  return { client: since('client'), broker: since('broker'), mongod: since('mongod') };
}

/** All of them together. */
export function totalOf({ client, broker, mongod }: Usage): number | undefined {
  return client === undefined || broker === undefined || mongod === undefined
    ? undefined
    : client + broker + mongod;
}
