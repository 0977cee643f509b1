/** What is wrong with one field: a short, stable reason, and words for a person. Never the value: it may be personal. */
export interface FieldFault {
  readonly reason: FaultReason;
  /** JSON Pointer (RFC 6901) of the field within what was sent; '' is the whole of it. */
  readonly pointer?: string;
  /** The request header, where the field is one. */
  readonly header?: string;
  readonly detail: string;
}

export type FaultReason =
  | 'missing-field'
  | 'unknown-field'
  | 'unknown-type'
  | 'foreign-field'
  | 'float-money'
  | 'invalid-field'
  | 'other-site'
  | 'junk-identifier'
  | 'unsigned-pairing'
  | 'wrong-signature';

/** A member name as a step of a JSON Pointer, cut to a bearable length. */
export function pointerStep(name: string): string {
  return `/${name.slice(0, 60).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The same faults, seen from further out: `/unitPrice` within item 3 is `/3/unitPrice`. */
export function within(prefix: string, faults: readonly FieldFault[]): readonly FieldFault[] {
  return faults.map((fault) =>
    fault.pointer === undefined ? fault : { ...fault, pointer: prefix + fault.pointer },
  );
}
