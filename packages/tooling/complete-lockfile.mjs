// Adds to package-lock.json the packages of other platforms that `npm install` could not see.
//
// Some registry mirrors carry only the binaries of the platforms in use. npm then writes a lockfile without the
// others, and `npm ci` refuses that lockfile on every machine. The version of each is known (it is pinned by the
// package that asks for it) and so is its platform (it is in the name), so the entries can be written down here.
// Run it after `npm install`; it changes nothing when nothing is missing. With `--check` it writes nothing and
// fails when it would have to.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));

const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const processors = [
  'arm64',
  'arm',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'x64',
  'wasm32',
];
const synonyms = { windows: 'win32', 64: 'x64' };

function platformOf(name) {
  const words = name.split(/[-/@]/).map((word) => synonyms[word] ?? word);
  const pick = (known) =>
    known.filter((one) => words.some((word) => word === one || word.replace(/^arm(v7)?$/, 'arm') === one));
  const os = pick(systems);
  const cpu = pick(processors);
  // Only Linux has a choice of C libraries; without it npm would install both.
  const libc = os.includes('linux')
    ? words.flatMap((word) => (/^musl/.test(word) ? ['musl'] : /^gnu/.test(word) ? ['glibc'] : []))
    : [];
  return { ...(cpu.length ? { cpu } : {}), ...(libc.length ? { libc } : {}), ...(os.length ? { os } : {}) };
}

const added = [];
const unknown = [];
for (const [where, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const hoisted = `node_modules/${name}`;
    const known = lock.packages[`${where}/${hoisted}`] ?? lock.packages[hoisted];
    const platform = platformOf(name);
    const isComplete = known && (known.integrity || known.inBundle || !platform.libc || known.libc);
    if (isComplete) continue;
    if (!/^\d+\.\d+\.\d+/.test(version) || (!platform.cpu && !platform.os)) {
      unknown.push(`${name}@${version}`);
      continue;
    }
    lock.packages[hoisted] = { version, ...platform, ...(entry.dev ? { dev: true } : {}), optional: true };
    added.push(`${name}@${version}`);
  }
}

for (const name of unknown) console.error(`${name}: not pinned, or no platform in its name; left alone`);
if (process.argv.includes('--check')) {
  for (const name of added)
    console.error(`${name} is missing: run node packages/tooling/complete-lockfile.mjs`);
  process.exitCode = added.length + unknown.length === 0 ? 0 : 1;
} else {
  const sorted = Object.fromEntries(
    Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  );
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: sorted }, null, 2)}\n`);
  console.log(`${added.length} entries added to package-lock.json`);
}
