import { LONG_MAX } from '@stamkunde/contracts';
import { type FaultReason, type FieldFault, pointerStep } from './field-fault.ts';
import { nearestName } from './nearest-name.ts';

/** Most faults told of one object; who has more has more to mend than a list would help with. */
export const FAULTS_MAX = 20;

export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a JSON value is an object: not null, not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads the fields of one JSON object and gathers everything that is wrong with them, instead of stopping at the first.
 * `null` is as good as absent: a statement not made. What cannot be read is told once and reads as null.
 */
export class FieldReader {
  readonly faults: FieldFault[] = [];
  private readonly object: JsonObject;
  private readonly prefix: string;

  /** @param prefix JSON Pointer of the object within what was sent */
  constructor(object: JsonObject, prefix = '') {
    this.object = object;
    this.prefix = prefix;
  }

  has(name: string): boolean {
    return this.value(name) !== null;
  }

  value(name: string): unknown {
    return Object.hasOwn(this.object, name) ? (this.object[name] ?? null) : null;
  }

  /** A string of `least` to `most` characters (UTF-16 units, as everywhere). */
  text(name: string, most: number, least = 1): string | null {
    const value = this.value(name);
    if (value === null) return null;
    if (typeof value !== 'string') return this.invalid(name, `is ${jsonTypeOf(value)}, not a string`);
    if (value.length < least || value.length > most) {
      const allowed = least === most ? least : `${least} to ${most}`;
      return this.invalid(name, `has ${value.length} characters, not ${allowed}`);
    }
    // A lone surrogate has no UTF-8: two different ids would become one on their way to Kafka.
    if (!value.isWellFormed()) return this.invalid(name, 'contains half of a surrogate pair');
    return value;
  }

  /** A whole number from `least` to `LONG_MAX`. */
  whole(name: string, least: number): number | null {
    const value = this.value(name);
    if (value === null) return null;
    if (typeof value !== 'number') return this.invalid(name, `is ${jsonTypeOf(value)}, not a whole number`);
    if (!Number.isInteger(value) || value > LONG_MAX)
      return this.invalid(name, 'is not a whole number up to 2^52');
    return value < least ? this.invalid(name, `is below ${least}`) : value;
  }

  /** One of a few words. */
  word<W extends string>(name: string, words: readonly W[]): W | null {
    const value = this.value(name);
    if (value === null) return null;
    const word = words.find((one) => one === value);
    return word ?? this.invalid(name, `is not one of ${words.join(', ')}`);
  }

  /** Tells that a field has to be there, and is not. */
  missing(name: string, detail = `${name} is missing`): null {
    return this.fault('missing-field', name, detail);
  }

  invalid(name: string, what: string): null {
    return this.fault('invalid-field', name, `${name} ${what}`);
  }

  fault(reason: FaultReason, name: string, detail: string): null {
    if (this.faults.length < FAULTS_MAX) {
      this.faults.push({ reason, pointer: this.prefix + pointerStep(name), detail });
    }
    return null;
  }

  add(faults: readonly FieldFault[]): void {
    this.faults.push(...faults.slice(0, FAULTS_MAX - this.faults.length));
  }

  /** Tells of every field nobody knows, and which one was probably meant. */
  refuseUnknown(known: ReadonlySet<string>): void {
    for (const name in this.object) {
      if (this.faults.length === FAULTS_MAX) return;
      if (known.has(name) || !Object.hasOwn(this.object, name)) continue;
      const nearest = nearestName(name, known);
      const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
      this.fault('unknown-field', name, `${name.slice(0, 60)} is not a field here${hint}`);
    }
  }
}

function jsonTypeOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
