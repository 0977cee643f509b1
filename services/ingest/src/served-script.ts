import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { TrackerScript } from '@stamkunde/tracker';

type Encoding = 'br' | 'gzip' | 'identity';

/** The script of pages as it is served: compressed once. */
export interface ServedScript {
  readonly integrity: string;
  readonly etag: string;
  readonly bytes: Readonly<Record<Encoding, number>>;
  readonly bodies: Readonly<Record<Encoding, Buffer>>;
}

export function served({ source, integrity }: TrackerScript): ServedScript {
  const identity = Buffer.from(source);
  const bodies = { br: brotliCompressSync(identity), gzip: gzipSync(identity, { level: 9 }), identity };
  const bytes = { br: bodies.br.length, gzip: bodies.gzip.length, identity: identity.length };
  return { integrity, etag: `"${integrity}"`, bytes, bodies };
}

/** The best of what a browser takes; one that is said with a weight of nothing is not meant by any of them. */
export function encodingOf(accepted: string | readonly string[] | undefined): Encoding {
  const names = String(accepted ?? '').toLowerCase();
  if (/\bbr\b/.test(names)) return 'br';
  return /\bgzip\b/.test(names) ? 'gzip' : 'identity';
}
