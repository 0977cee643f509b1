import type { FieldReader } from './field-reader.ts';
import { momentOf } from './moment.ts';

/** Hours something may have happened ahead of the clock here: clocks differ, and a day begins elsewhere first. */
export const AHEAD_HOURS_MAX = 24;

/**
 * Reads the field that says when something happened. What lies further ahead is a slip of a year or of a clock: it
 * would outrank every correction until then, and nobody could take it back.
 *
 * @param now the present, in milliseconds since 1970
 */
export function happenedAt(fields: FieldReader, name: string, now: number): number | null {
  const text = fields.text(name, 40);
  if (text === null) return null;
  const moment = momentOf(text);
  if (moment === undefined)
    return fields.invalid(name, 'is not a date and time with zone, such as 2026-03-01T19:30:00+01:00');
  return moment > now + AHEAD_HOURS_MAX * 3_600_000
    ? fields.invalid(name, `is more than ${AHEAD_HOURS_MAX} hours ahead of the clock here`)
    : moment;
}
