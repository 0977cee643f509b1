import type { Part, PartName, Surroundings } from './part.ts';

export async function startContainer(_name: PartName, _surroundings: Surroundings): Promise<Part> {
  throw new Error('not yet');
}
