import { isIP } from 'node:net';

const TEXT_MAX = 200;
const FRAMES_MAX = 20;
const CAUSES_MAX = 3;

/** An error as it may be logged. */
export interface ShownError {
  readonly type: string;
  readonly message: string;
  readonly code?: string | number;
  /** Where it came from: files and lines only, since the first lines of a stack repeat the message. */
  readonly stack?: string;
  readonly cause?: ShownError;
}

/**
 * Text of somebody else without what looks like an e-mail address or a telephone number, cut to 200 characters.
 * A number of seven to fifteen digits counts as a telephone number unless it is an IP address or a date.
 */
export function masked(text: string): string {
  const digits = /\+?\d(?:[\d .()/-]*\d)?/g;
  return cut(
    withoutAddresses(text).replaceAll(digits, (number) => (looksLikePhone(number) ? '<number>' : number)),
  );
}

/** The same, but numbers may stay: for ids, which often are long ones. */
export function withoutAddresses(text: string): string {
  // Cut first, generously: the search for addresses takes time that grows with the square of the length.
  const address = /[^\s"'<>()[\]{},;:=|]*(?:@|%40)[^\s"'<>()[\]{},;:|]+/gi;
  return cut(text.slice(0, TEXT_MAX * 4).replaceAll(address, '<address>'));
}

function cut(text: string): string {
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text;
}

/** What is known of an error without what it may carry of a payload: type, code, place, and a masked short message. */
export function shownError(error: unknown, depth = 0): ShownError {
  if (!(error instanceof Error)) return { type: typeof error, message: masked(String(error)) };
  const { code } = error as { code?: unknown };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: /^[\w.$]{1,60}$/.test(error.name) ? error.name : 'Error',
    message: masked(error instanceof SyntaxError ? withoutQuotes(error.message) : error.message),
    ...(typeof code === 'number' || (typeof code === 'string' && /^[\w.-]{1,60}$/.test(code))
      ? { code }
      : {}),
    ...(frames.length > 0 ? { stack: frames.slice(0, FRAMES_MAX).map(withoutFolder).join('\n') } : {}),
    ...(error.cause !== undefined && depth < CAUSES_MAX ? { cause: shownError(error.cause, depth + 1) } : {}),
  };
}

function looksLikePhone(text: string): boolean {
  const digits = text.replaceAll(/\D/g, '').length;
  return digits >= 7 && digits <= 15 && isIP(text) === 0 && !/^\d{4}-\d\d-\d\d/.test(text);
}

/** A parser quotes the text it stumbled over. */
function withoutQuotes(text: string): string {
  return text.replaceAll(/".*"/gs, '"…"').replaceAll(/'.*'/gs, "'…'");
}

function withoutFolder(frame: string): string {
  return frame.trim().replace('file://', '');
}
