import { createHash } from 'node:crypto';

/** The hash of a script as Subresource Integrity has it. */
export function integrityOf(source: string): string {
  return `sha384-${createHash('sha384').update(source).digest('base64')}`;
}
