/** Letters that are others in lower case, and the sign that marks them. */
const MARKED = /\^|\p{Changes_When_Lowercased}/gu;

/**
 * The address a customer number stands for: itself if it is one, otherwise one at a domain that can never receive mail.
 * Undefined for a guest.
 *
 * Addresses are compared in lower case, customer numbers are not: two that differ only in capitals are two people, and
 * get two addresses. A number without capitals and `^` is its own local part.
 */
export function addressOf(customerId: string): string | undefined {
  const id = customerId.trim();
  if (id === '') return undefined;
  return id.includes('@') ? id : `${id.normalize('NFC').replace(MARKED, marked)}@customers.invalid`;
}

/** `A` as `^a`, `^` as `^^`; beyond ASCII two letters may share a small one, so `É` is `^201;` by its number. */
function marked(character: string): string {
  return character <= '^' ? `^${character.toLowerCase()}` : `^${character.codePointAt(0)};`;
}
