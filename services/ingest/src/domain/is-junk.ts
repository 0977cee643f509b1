/** What programs write where they have no id. Each of them, taken for one, would make one person of many. */
const JUNK: ReadonlySet<string> = new Set([
  '[object object]',
  'anonymous',
  'blank',
  'customerid',
  'customer_id',
  'default',
  'email',
  'empty',
  'false',
  'guest',
  'id',
  'n/a',
  'na',
  'nan',
  'nil',
  'none',
  'not_set',
  'notset',
  'null',
  'test',
  'true',
  'undefined',
  'unknown',
  'user',
  'userid',
  'user_id',
  'visitor',
  'visitorid',
  'visitor_id',
  '(none)',
  '(not set)',
]);

/** Around a word that was written out, and not part of it. */
const AROUND = /^["'`\s]+|["'`\s]+$/g;

/** Whether an identifier is none: a word for nothing, or made of zeros, dashes and dots alone. */
export function isJunk(identifier: string): boolean {
  const bare = identifier.replace(AROUND, '').toLowerCase();
  return JUNK.has(bare) || /^[-0._\s]*$/.test(bare);
}

/** Whether an address stands for nobody: `undefined@undefined`. A guest of a hotel may well have `guest@hotel.example`. */
export function isJunkAddress(address: string): boolean {
  return isJunk(address.slice(address.lastIndexOf('@') + 1));
}
