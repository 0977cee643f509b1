import { readFile, stat } from 'node:fs/promises';

const FILE_MAX_BYTES = 4_096;

/** Where a secret is to be found: `env:NAME` or `file:/path`. Only references are ever written down or logged. */
export type SecretReference = string;

/** A secret that is looked up again when its file changes. */
export interface Secret {
  readonly reference: SecretReference;
  /** The value of now, without blanks around it; undefined while it cannot be had. */
  value(): string | undefined;
  /** Looks again; true when the value is another one than before. */
  refresh(): Promise<boolean>;
}

/** Throws TypeError for text that is no reference, so that a secret written there by mistake is found at once. */
export function secretAt(reference: SecretReference, env: NodeJS.ProcessEnv): Secret {
  const [, kind, place = ''] = /^(env|file):(.+)$/.exec(reference) ?? [];
  if (kind === 'env' && /^[A-Za-z_]\w*$/.test(place)) {
    return { reference, value: () => env[place]?.trim() || undefined, refresh: async () => false };
  }
  if (kind === 'file' && place.startsWith('/')) return fileSecret(reference, place);
  throw new TypeError('a secret reference is env:NAME or file:/path');
}

function fileSecret(reference: SecretReference, path: string): Secret {
  let value: string | undefined;
  let seen = '';
  return {
    reference,
    value: () => value,
    async refresh() {
      const before = value;
      try {
        // Followed through links: a mounted secret is exchanged by turning a link, its own time does not change.
        const { mtimeMs, size, ino } = await stat(path);
        const now = `${mtimeMs}:${size}:${ino}`;
        if (now === seen) return false;
        value = size > FILE_MAX_BYTES ? undefined : (await readFile(path, 'utf8')).trim() || undefined;
        seen = now;
      } catch {
        value = undefined;
        seen = '';
      }
      return value !== before;
    },
  };
}
