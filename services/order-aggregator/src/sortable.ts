/** The first code unit that UTF-8 and UTF-16 may sort differently: everything below is below in both. */
const FIRST = 0xd7ff;

/**
 * Another text for a text, such that MongoDB, which compares by UTF-8, sorts them as JavaScript does, which compares
 * by UTF-16 code units. Texts without characters beyond U+D7FE, so nearly all of them, stand for themselves.
 */
export function sortable(text: string): string {
  if (!/[\ud7ff-\uffff]/.test(text)) return text;
  let sorted = '';
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    // A unit from there on becomes U+D7FF and a small character that tells which, never half of a pair.
    sorted += unit < FIRST ? text[at] : String.fromCharCode(FIRST, unit - FIRST + 1);
  }
  return sorted;
}
