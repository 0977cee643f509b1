import type { Fault } from '../fault.ts';
import { answersLost } from './answers-lost.ts';
import { arrival } from './arrival.ts';
import { badInput } from './bad-input.ts';
import { contradictions } from './contradictions.ts';
import { errors } from './errors.ts';
import { exactMoments } from './exact-moments.ts';
import { hostileHttp } from './hostile-http.ts';
import { hotOrder } from './hot-order.ts';
import { kafkaAway } from './kafka-away.ts';
import { killed } from './killed.ts';
import { mongoAway } from './mongo-away.ts';
import { offsets } from './offsets.ts';
import { rebuilt } from './rebuilt.ts';
import { registryAway } from './registry-away.ts';
import { scaling } from './scaling.ts';
import { simulation } from './simulation.ts';
import { soak } from './soak.ts';
import { stopped } from './stopped.ts';
import { zombies } from './zombies.ts';

const all: readonly Fault[] = [
  ...arrival,
  ...killed,
  ...exactMoments,
  ...stopped,
  ...zombies,
  ...scaling,
  ...kafkaAway,
  ...answersLost,
  ...mongoAway,
  ...contradictions,
  ...errors,
  ...badInput,
  ...registryAway,
  ...offsets,
  ...rebuilt,
  ...hotOrder,
  ...soak,
  ...simulation,
  ...hostileHttp,
];

/** All faults, in the order of their numbers. */
export const everyFault: readonly Fault[] = [...all].sort((a, b) => placeOf(a) - placeOf(b));

function placeOf({ id }: Fault): number {
  const number = Number.parseInt(id, 10);
  return Number.isNaN(number) ? Number.POSITIVE_INFINITY : number;
}
