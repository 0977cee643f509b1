const MOMENT =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:([Zz])|([+-])(\d\d)(?::?(\d\d))?)?$/;

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * An ISO 8601 date and time as milliseconds since 1970, finer fractions cut off; undefined when it is none, or a day
 * the calendar does not have. `Date.parse` would take the 30th of February for the 2nd of March.
 *
 * @param zoneless what a time without `Z` or offset is: no moment, or UTC where the column is defined as UTC
 */
export function momentOf(text: string, zoneless: 'refused' | 'utc' = 'refused'): number | undefined {
  const match = MOMENT.exec(text);
  if (match === null) return undefined;
  const year = Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  const hour = Number(match[4]);
  const minute = Number(match[5]);
  const second = Number(match[6] ?? 0);
  if (year < 100 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59)
    return undefined;
  const fraction = match[7];
  const millisecond = fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'));
  const utc = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
  if (match[8] !== undefined) return utc;
  if (match[9] === undefined) return zoneless === 'utc' ? utc : undefined;
  const offsetHours = Number(match[10]);
  const offsetMinutes = Number(match[11] ?? 0);
  if (offsetHours > 23 || offsetMinutes > 59) return undefined;
  const offsetMs = (offsetHours * 60 + offsetMinutes) * 60_000;
  return match[9] === '+' ? utc - offsetMs : utc + offsetMs;
}

function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0);
}
