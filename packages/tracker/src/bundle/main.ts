import { mkdirSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { bundled } from './bundled.ts';
import { integrityOf } from './integrity-of.ts';

const source = await bundled();
const dist = new URL('../../dist/', import.meta.url);
mkdirSync(dist, { recursive: true });
writeFileSync(new URL('tracker.js', dist), source);
const gzip = gzipSync(source, { level: 9 }).length;
const brotli = brotliCompressSync(source).length;
console.log(`tracker.js ${source.length} bytes, ${gzip} as gzip, ${brotli} as brotli`);
console.log(`integrity="${integrityOf(source)}"`);
