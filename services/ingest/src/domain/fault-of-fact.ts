import { type Fault, faultOf, type OrderLineFact } from '@stamkunde/contracts';

/** The codec takes a long below this for another, positive one: the zigzag form of a number that low has no exact double. */
const LONG_MIN = -(2 ** 52);
const LONG_MAX = Number.MAX_SAFE_INTEGER - 1;

/** What is wrong with a fact for the readers of its topic, or for the codec on the way there; undefined when nothing is. */
export function faultOfFact(fact: OrderLineFact): Fault | undefined {
  const fault = faultOf(fact);
  if (fault !== undefined) return fault;
  if (!isLong(fact.version)) return outOfRange('version');
  if (!isLong(fact.quantity ?? 0)) return outOfRange('quantity');
  return isLong(fact.unitPrice?.amount ?? 0) ? undefined : outOfRange('unitPrice');
}

/** Whether a number travels through Avro as the same number. */
function isLong(number: number): boolean {
  return number >= LONG_MIN && number <= LONG_MAX;
}

function outOfRange(field: string): Fault {
  return { reason: 'invalid-field', field, detail: `${field} does not fit below 2^52` };
}
