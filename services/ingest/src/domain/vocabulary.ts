import type { FieldFault } from './field-fault.ts';

/** A fact ready for its topic, or everything that is wrong with what was sent. */
export type Understood<F> = { readonly fact: F } | { readonly faults: readonly FieldFault[] };

/** What can be said at one place: which kinds of facts, and how one of them is understood. */
export interface Vocabulary<F> {
  readonly kinds: readonly string[];
  /** Total on every JSON value. */
  readonly understand: (input: unknown) => Understood<F>;
}
