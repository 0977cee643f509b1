import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Browsers from 2020 on: those before are few, and would make the script a third larger. */
const TARGET = 'es2020';

/** Makes one classic script of the files in `page/`: strict, without a trace in the page but its two names. */
export async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../page/main.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    minify: true,
    target: TARGET,
    charset: 'utf8',
    legalComments: 'none',
  });
  return `"use strict";${outputFiles[0]?.text ?? ''}`;
}
