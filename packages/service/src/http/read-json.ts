import { isUtf8 } from 'node:buffer';
import secureJson from 'secure-json-parse';
import { Problem } from './problem.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * The value of a JSON body. Throws a 400 problem when it is empty, not UTF-8, not JSON, nested deeper than `depthMax`,
 * or carries a key that would reach into a prototype (`__proto__`, `constructor.prototype`).
 */
export function readJson(body: Buffer, depthMax: number): unknown {
  if (body.length === 0) throw unreadable('The body is empty.');
  if (!isUtf8(body)) throw unreadable('The body is not UTF-8.');
  if (depthOf(body, depthMax) > depthMax)
    throw unreadable(`The body is nested deeper than ${depthMax} levels.`);
  try {
    return secureJson.parse(body.toString('utf8'), { protoAction: 'error', constructorAction: 'error' });
  } catch (error) {
    // The parser's own message quotes the body, so it is not passed on.
    if (!(error instanceof SyntaxError)) throw error;
    const poisoned = error.message.includes('forbidden prototype property');
    throw unreadable(poisoned ? 'The body contains a key that is not allowed.' : 'The body is not JSON.');
  }
}

/** How deep brackets are nested, counted before parsing and without recursion; stops at the first level too deep. */
function depthOf(json: Buffer, depthMax: number): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (byte === QUOTE) {
      for (at++; at < json.length && json[at] !== QUOTE; at++) if (json[at] === BACKSLASH) at++;
    } else if (byte === 0x7b || byte === 0x5b) {
      depth++;
      if (depth > deepest) deepest = depth;
      if (deepest > depthMax) return deepest;
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return deepest;
}

function unreadable(detail: string): Problem {
  return new Problem(400, detail, { type: 'unreadable-body' });
}
