import { type FieldError, Problem } from '@stamkunde/service';
import type { Heard } from './domain/cloud-event.ts';
import type { FieldFault } from './domain/field-fault.ts';

/** An answer that says how many facts were taken. */
export interface FactsAnswer {
  readonly status: 202 | 207;
  readonly body: {
    readonly accepted: number;
    readonly refused: number;
    /** One for each fact, in the order they were sent. */
    readonly results: readonly FactResult[];
  };
}

type FactResult = { readonly status: 202; readonly factId: string } | Record<string, unknown>;

/** Faults told in one answer; whoever has more has one fault many times. */
const ERRORS_MAX = 1_000;

/**
 * The answer once Kafka has acknowledged what could be taken: 202 when that is everything, 207 when some is refused, so
 * that nobody who looks at the status alone takes a part for the whole. Throws the problem when nothing could be taken.
 *
 * @param path where it was asked
 */
export function factsAnswer(heard: readonly Heard<{ readonly factId: string }>[], path: string): FactsAnswer {
  const refused = heard.filter((one) => 'faults' in one);
  if (refused.length === heard.length) throw refusal(refused.flatMap(({ faults }) => faults));
  return {
    status: refused.length === 0 ? 202 : 207,
    body: {
      accepted: heard.length - refused.length,
      refused: refused.length,
      results: heard.map((one) =>
        'fact' in one ? { status: 202, factId: one.fact.factId } : refusal(one.faults).body(path),
      ),
    },
  };
}

/** 403 when the only thing wrong is the site, 422 otherwise. */
export function refusal(faults: readonly FieldFault[]): Problem {
  const errors = faults.slice(0, ERRORS_MAX).map(fieldError);
  if (faults.length > 0 && faults.every(({ reason }) => reason === 'other-site')) {
    return new Problem(403, 'This key may not speak for that site.', { type: 'other-site', errors });
  }
  return new Problem(422, 'Some fields are not valid.', {
    type: 'invalid-fact',
    title: 'Not a valid fact',
    errors,
  });
}

function fieldError({
  reason,
  pointer,
  header,
  detail,
}: FieldFault): FieldError & { readonly reason: string } {
  return { field: pointer ?? '', ...(header === undefined ? {} : { header }), reason, message: detail };
}
