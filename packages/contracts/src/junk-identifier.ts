/**
 * What programs write where they know nobody. Taken for an id, each of them would make one person of everybody it was
 * written for.
 */
const words: ReadonlySet<string> = new Set([
  '[object object]',
  '-1',
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

/** Whether an identifier stands for nobody: a word for nothing, or made of zeros, dashes and dots alone. */
export function isJunkIdentifier(id: string): boolean {
  const bare = id.replace(AROUND, '').toLowerCase();
  return words.has(bare) || /^[-0._\s]*$/.test(bare);
}
