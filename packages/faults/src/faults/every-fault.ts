import type { Fault } from '../fault.ts';
import { arrival } from './arrival.ts';
import { killed } from './killed.ts';

/** All faults, in the order in which they are reported. */
export const everyFault: readonly Fault[] = [...arrival, ...killed];
