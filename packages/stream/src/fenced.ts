import { Unavailable } from './unavailable.ts';

/** Others may have the partitions of the batch in hand by now: what it was about to say may be outdated. */
export class Fenced extends Unavailable {
  constructor() {
    super('kafka', 'others may have this partition by now');
  }
}
