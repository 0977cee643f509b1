import { withoutUserInfo } from '../config/shown-config.ts';
import { masked, type ShownError, shownError, withoutAddresses } from './masked.ts';

type Text = string | undefined;
type Count = number | bigint | undefined;

/**
 * All that can be logged beside a message: ids, positions, counts, reasons, durations, one error. A field that is not
 * declared here does not compile, and would be left out at run time, too: an object passed on by mistake cannot take
 * a person's name into the logs.
 */
export interface LogFields {
  readonly [id: `${string}Id`]: Text;
  readonly [duration: `${string}Ms`]: Count;
  readonly [duration: `${string}Seconds`]: Count;
  readonly [size: `${string}Bytes`]: Count;
  readonly [number: `${string}Count`]: Count;
  readonly [bound: `${string}Max`]: Count;
  readonly topic?: Text;
  readonly partition?: Count;
  readonly offset?: Text | Count;
  readonly rev?: Count;
  readonly attempt?: Count;
  readonly lag?: Count;
  readonly group?: Text;
  readonly key?: Text;
  readonly store?: Text;
  readonly subject?: Text;
  readonly dependency?: Text;
  readonly reason?: Text;
  readonly check?: Text;
  readonly setting?: Text;
  readonly reference?: Text;
  readonly context?: Text;
  readonly detail?: Text;
  readonly signal?: Text;
  readonly method?: Text;
  readonly route?: Text;
  readonly status?: Count;
  readonly exitCode?: Count;
  readonly url?: Text;
  readonly path?: Text;
  readonly origin?: Text;
  readonly node?: Text;
  readonly error?: unknown;
  readonly settings?: Shown;
  readonly urls?: Shown;
}

/** What the start of a process may show of itself. A class, so that no other object can pass as one. */
export class Shown {
  readonly byName: Readonly<Record<string, string>>;

  constructor(byName: Readonly<Record<string, string>>) {
    this.byName = byName;
  }
}

/** Our own words and positions; an id may be a long number, so only addresses are masked in these. */
const names = new Set(
  (
    'topic partition offset rev attempt lag group key store subject dependency reason check setting reference context ' +
    'signal method route status exitCode path origin node'
  ).split(' '),
);
const numberEndings = /^[a-z][A-Za-z]*(?:Ms|Seconds|Bytes|Count|Max)$/;
const idEnding = /^[a-z][A-Za-z]*Id$/;

/** The fields that may be seen, with their texts masked; `dropped` names the others, if their names are harmless. */
export function allowedFields(
  fields: object,
): Record<string, string | number | boolean | ShownError | object> {
  const allowed: Record<string, string | number | boolean | ShownError | object> = {};
  const dropped: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === null) continue;
    const shown = shownField(name, value);
    if (shown !== undefined) allowed[name] = shown;
    else dropped.push(/^[A-Za-z]{1,30}$/.test(name) ? name : '?');
  }
  return dropped.length > 0 ? { ...allowed, dropped: dropped.slice(0, 10).join(',') } : allowed;
}

function shownField(name: string, value: unknown) {
  if (name === 'error') return shownError(value);
  if (name === 'settings' || name === 'urls') return value instanceof Shown ? value.byName : undefined;
  if (typeof value === 'string') {
    if (name === 'url') return withoutUserInfo(value).replace(/[?#].*$/s, '');
    if (name === 'detail') return masked(value);
    return names.has(name) || idEnding.test(name) ? withoutAddresses(value) : undefined;
  }
  if (typeof value === 'number' || typeof value === 'bigint') {
    return names.has(name) || numberEndings.test(name) ? Number(value) : undefined;
  }
  return undefined;
}
