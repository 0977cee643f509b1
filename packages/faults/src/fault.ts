import type { PartName } from '@stamkunde/sandbox';
import type { World } from './world/world.ts';

/** One of the faults of the goals, put on a running system. */
export interface Fault {
  /** Its number in the goals; parts of one have a letter behind it. */
  readonly id: string;
  readonly what: string;
  /** What it takes away, which others would not like to share. */
  readonly harms?: PartName;
  /** Takes so long that it is only put when it is asked for by its number. */
  readonly onDemand?: true;
  /**
   * Starts processes and loads, does its harm, and returns when all facts have reached the end of their way. What must
   * hold beyond the six points of "equal" it tells to `world.expect`.
   *
   * @returns how many times the harm was done
   */
  run(world: World): Promise<number>;
}
