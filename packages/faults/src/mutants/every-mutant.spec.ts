import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@stamkunde/sandbox';
import { everyFault } from '../faults/every-fault.ts';
import { everyMutant } from './every-mutant.ts';
import { mutated } from './mutated-tree.ts';

describe.each(everyMutant)('the mutant $id', ({ file, from, to, faults }) => {
  it('takes out something that is there', () => {
    const text = readFileSync(join(repositoryRoot, file), 'utf8');
    expect(mutated(text, from, to)).not.toBe(text);
  });

  it('is to be caught by faults that exist', () => {
    const ids = everyFault.map(({ id }) => id);
    expect(faults.filter((id) => !ids.includes(id))).toEqual([]);
  });
});
