import { type FieldFault, within } from './field-fault.ts';

/** Faults of what was made of a message, as faults of what was sent: by their places and names there. */
export function renamed(
  faults: readonly FieldFault[],
  at: string,
  theirs: Readonly<Record<string, string>>,
): readonly FieldFault[] {
  return faults.map((fault) => {
    const [, ours = '', rest = ''] = /^\/([^/]*)(.*)$/s.exec(fault.pointer ?? '') ?? [];
    const name = theirs[ours];
    if (name === undefined) return within(at, [fault])[0] ?? fault;
    const pointer = name.startsWith('/') ? name : `${at}/${name}`;
    const word = pointer.slice(pointer.lastIndexOf('/') + 1);
    return { ...fault, pointer: pointer + rest, detail: fault.detail.replaceAll(ours, word) };
  });
}

/** What is wrong with the whole purchase shows in every line of it, and is told once. */
export function once(faults: readonly FieldFault[]): readonly FieldFault[] {
  const told = new Set<string>();
  return faults.filter(({ pointer = '', detail }) => {
    const key = `${pointer} ${detail}`;
    return told.has(key) ? false : told.add(key);
  });
}
