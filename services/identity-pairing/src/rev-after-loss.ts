/**
 * The rev of what is made from facts that are read again because the store has lost what came of them: the moment, in
 * milliseconds. It is above every rev that counts changes, and above that of an earlier loss. Counted on from what the
 * store still has, it would stand below revs that were announced before, and whoever has those would not believe it.
 *
 * @param rev of what the store has, 0 for nothing
 */
export function revAfterLoss(rev: number): number {
  return Math.max(rev + 1, Date.now());
}
