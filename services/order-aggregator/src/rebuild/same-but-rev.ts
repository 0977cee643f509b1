import { FRAME_LENGTH } from '@stamkunde/contracts';

/**
 * Whether two snapshots of one order are the same bytes but for their `rev`: after the schema's id come siteId and orderId,
 * then the rev. False says nothing: written with two versions of the schema, the same order is other bytes.
 */
export function isSameButRev(one: Buffer | undefined, other: Buffer | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  const [from, to] = revIn(one);
  const [otherFrom, otherTo] = revIn(other);
  return (
    one.subarray(0, from).equals(other.subarray(0, otherFrom)) &&
    one.subarray(to).equals(other.subarray(otherTo))
  );
}

/** Where the rev begins, and what follows it. */
function revIn(bytes: Buffer): [from: number, to: number] {
  const from = afterText(bytes, afterText(bytes, FRAME_LENGTH));
  return [from, afterNumber(bytes, from)];
}

function afterText(bytes: Buffer, at: number): number {
  const to = afterNumber(bytes, at);
  let length = 0;
  for (let place = to - 1; place >= at; place--) length = length * 128 + ((bytes[place] ?? 0) & 0x7f);
  // Avro writes lengths in zig-zag, and none is negative.
  return to + length / 2;
}

function afterNumber(bytes: Buffer, at: number): number {
  let to = at;
  while ((bytes[to] ?? 0) >= 0x80) to++;
  return to + 1;
}
