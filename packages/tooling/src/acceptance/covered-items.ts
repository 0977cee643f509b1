import { parseSync, Visitor } from 'oxc-parser';

/** How many items each of the five pages has that say what this is to do; numbered from 1, never renumbered. */
export const pages = {
  BIL: { about: 'Billetten → Heyloyalty', items: 55 },
  WAN: { about: 'Wannafind ⇄ Heyloyalty', items: 117 },
  DAN: { about: 'DanDomain ⇄ Heyloyalty', items: 84 },
  GOO: { about: 'GoOut → Ecomail', items: 44 },
  ELL: { about: 'Ellity → SmartEmailing', items: 62 },
} as const;

export type Page = keyof typeof pages;

/** The items, such as `BIL-07`, that a spec names in its texts; a comment proves nothing. */
export function itemsIn(path: string, text: string): ReadonlySet<string> {
  const items = new Set<string>();
  const look = (said: string) => {
    for (const [item] of said.matchAll(/\b(?:BIL|WAN|DAN|GOO|ELL)-\d{2,3}\b/g)) items.add(item);
  };
  new Visitor({
    Literal: ({ value }) => typeof value === 'string' && look(value),
    TemplateElement: ({ value }) => look(value.raw),
  }).visit(parseSync(path, text).program);
  return items;
}

/** All items of a page, by number. */
export function itemsOf(page: Page): string[] {
  return Array.from(
    { length: pages[page].items },
    (_, place) => `${page}-${String(place + 1).padStart(2, '0')}`,
  );
}

/** Items with what follows one another drawn together: `BIL-01…06, BIL-09`. */
export function drawnTogether(items: readonly string[]): string {
  const runs: { first: string; last: string }[] = [];
  for (const item of items) {
    const run = runs.at(-1);
    if (run !== undefined && numberOf(item) === numberOf(run.last) + 1) run.last = item;
    else runs.push({ first: item, last: item });
  }
  return runs
    .map(({ first, last }) => (first === last ? first : `${first}…${last.split('-')[1]}`))
    .join(', ');
}

function numberOf(item: string): number {
  return Number(item.split('-')[1]);
}
