// Adds to package-lock.json the packages of other platforms that `npm install` could not see.
//
// Some registry mirrors carry only the binaries of the platforms in use. npm then writes a lockfile without the
// others, and `npm ci` refuses that lockfile on every machine. The version of each is known (it is pinned by the
// package that asks for it) and so is its platform (it is in the name), so the entries can be written down here.
// Run it after `npm install`; it changes nothing when nothing is missing.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64', 'wasm32'];
const synonyms = { windows: 'win32', 64: 'x64' };

function platformOf(name) {
  const words = name.split(/[-/@]/).map((word) => synonyms[word] ?? word);
  const pick = (known) => known.filter((one) => words.some((word) => word === one || word.replace(/^arm(v7)?$/, 'arm') === one));
  const os = pick(systems);
  const cpu = pick(processors);
  return { ...(cpu.length ? { cpu } : {}), ...(os.length ? { os } : {}) };
}

let added = 0;
for (const [where, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = `${where}/node_modules/${name}`;
    const hoisted = `node_modules/${name}`;
    if (lock.packages[nested] || lock.packages[hoisted]) continue;
    if (!/^\d+\.\d+\.\d+/.test(version)) {
      console.error(`${name}@${version}: not pinned, left alone`);
      continue;
    }
    const platform = platformOf(name);
    if (!platform.cpu && !platform.os) {
      console.error(`${name}: no platform in the name, left alone`);
      continue;
    }
    lock.packages[hoisted] = { version, ...platform, ...(entry.dev ? { dev: true } : {}), optional: true };
    added++;
  }
}

const sorted = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
writeFileSync(file, `${JSON.stringify({ ...lock, packages: sorted }, null, 2)}\n`);
console.log(`${added} entries added to package-lock.json`);
