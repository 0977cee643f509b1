import { randomBytes } from 'node:crypto';

/**
 * A name nobody else has used: for a topic, group or database of one test file. Only a–z, 0–9 and `-`, at most 60
 * characters, which Kafka and MongoDB both take.
 */
export function uniqueName(prefix: string): string {
  const tidy = prefix
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40);
  return `${tidy}-${randomBytes(6).toString('hex')}`;
}
