import { readdir, stat } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import { readArguments, runCommand } from '../command/run-command.ts';
import { type Artefact, artefactsFor } from './artefacts.ts';
import { artefactFolder, cacheFolder, isCached } from './cache.ts';
import { type Choice, chooseWays, forcedWay, type Offers, ways } from './choose-ways.ts';
import { type Env, externalVariables, findOffers, javaOf, versionOf } from './find-offers.ts';
import { partNames } from './part.ts';

const titles = { kafka: 'Kafka', mongo: 'MongoDB', registry: 'schema registry' } as const;

const usage = `npm run doctor

Says what this machine has and what a stack would be made of here. Changes nothing, downloads nothing.
Exit code: 0 when a stack can be started, 69 when not, 64 for an unknown STAMKUNDE_STACK.`;

await runCommand(usage, () => {
  readArguments({ args: process.argv.slice(2), options: {} });
  return examine(process.env);
});

async function examine(env: Env): Promise<number> {
  const forced = forcedWay(env['STAMKUNDE_STACK'] === 'none' ? undefined : env['STAMKUNDE_STACK']);
  const offers = await findOffers(env);
  const choice = chooseWays(offers, forced);
  print('This machine', await machine(env));
  print('Fetched before', await cached(env));
  print('Ways to a stack', [...offered(offers)]);
  if (forced) console.log(`STAMKUNDE_STACK=${forced}: no other way counts.\n`);
  print('What would be used', used(choice, offers));
  if (choice.kind === 'chosen') return 0;
  console.error(choice.message);
  return 69;
}

type Rows = (readonly [string, string])[];

async function machine(env: Env): Promise<Rows> {
  const gb = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)} GB`;
  const tools: [string, string, string[]][] = [
    ['npm', 'npm', ['--version']],
    ['java', javaOf(env), ['-version']],
    ['mvn', 'mvn', ['-v']],
    ['python3', 'python3', ['--version']],
    ['pip', 'python3', ['-m', 'pip', '--version']],
    ['docker client', 'docker', ['--version']],
  ];
  const versions = await Promise.all(tools.map(([, command, args]) => versionOf(env, command, args)));
  return [
    ['system', `${process.platform} ${process.arch}, ${gb(freemem())} of ${gb(totalmem())} memory free`],
    ['node', `${process.version} (pinned by package-lock.json)`],
    ...tools.map(([title], at) => [title, versions[at]?.replace(/ from .*/, '') ?? 'not found'] as const),
  ];
}

async function cached(env: Env): Promise<Rows> {
  const rows = Object.values(artefactsFor(process.platform, process.arch)).map(async (artefact: Artefact) => {
    const title = `${artefact.title} ${artefact.version}`;
    const folder = artefactFolder(env, artefact);
    if (isCached(env, artefact)) return [title, `${await megabytes(folder)} MB in ${folder}`] as const;
    if (Object.keys(artefact.files).length === 0) return [title, 'not to be had for this platform'] as const;
    return [title, `not yet: ${artefact.downloadMb} MB from ${artefact.from}, once`] as const;
  });
  return [['folder', cacheFolder(env)], ...(await Promise.all(rows))];
}

function* offered(offers: Offers): Generator<readonly [string, string]> {
  for (const way of ways) {
    const texts = partNames.map((part) => {
      const offer = offers[way][part];
      return [
        titles[part],
        'how' in offer ? `yes: ${offer.how}` : `no: ${offer.missing.join('; ')}`,
      ] as const;
    });
    const [first] = texts;
    if (first && texts.every(([, text]) => text === first[1])) yield [way, first[1]];
    else for (const [title, text] of texts) yield [`${way}, ${title}`, text];
  }
}

function used(choice: Choice, offers: Offers): Rows {
  if (choice.kind === 'impossible') return [['nothing', 'no stack can be started here']];
  return partNames.map((part) => {
    const way = choice.ways[part];
    const offer = offers[way][part];
    const where = way === 'external' ? ` (${externalVariables[part]})` : '';
    return [titles[part], `${way}${where}: ${'how' in offer ? offer.how : ''}`] as const;
  });
}

function print(title: string, rows: Rows): void {
  const width = Math.max(...rows.map(([name]) => name.length));
  console.log(title);
  for (const [name, text] of rows) console.log(`  ${name.padEnd(width)}  ${text}`);
  console.log();
}

async function megabytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((one) => one.isFile())
    .map(async (one) => (await stat(join(one.parentPath, one.name))).size);
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  return Math.round(bytes / 1024 ** 2);
}
