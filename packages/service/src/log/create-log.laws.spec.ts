import { law } from '@stamkunde/testing';
import fc from 'fast-check';
import { createLog } from './create-log.ts';
import type { LogFields } from './log-fields.ts';

const address = fc
  .tuple(
    fc.stringMatching(/^[a-z][a-z0-9._+-]{0,12}$/),
    fc.stringMatching(/^[a-z][a-z0-9-]{0,8}\.(dk|com|invalid)$/),
  )
  .map(([name, host]) => `${name}@${host}`);
const words = fc.stringMatching(/^[ a-z:"']{0,40}$/);

function lineOf(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog({ service: 's', version: '1', destination: { write: (line) => lines.push(line) } }));
  return lines.join('');
}

describe('personal data', () => {
  law('does not reach the log in a field of any name', fc.string(), fc.uuid(), (name, person) => {
    fc.pre(!/^[a-z][A-Za-z]*Id$|^(key|reason|detail|topic|url|error)$/.test(name));
    const fields = {
      [name]: `person ${person}`,
      person: { email: person },
      list: [person],
    } as unknown as LogFields;
    return !lineOf((log) => log.info('a thing happened', fields)).includes(`person ${person}`);
  });

  law('does not reach the log as an address in any text', address, words, words, (email, before, after) => {
    const text = `${before} ${email} ${after}`;
    const line = lineOf((log) => {
      log.info(text, { detail: text, key: text, contactId: email, reason: text, error: new Error(text) });
      log.error('failed', {
        visitorId: email,
        error: new Error('outer', { cause: new TypeError(text) }),
      });
    });
    return !line.includes(email) && !line.includes(email.split('@')[1] ?? '');
  });

  it.each([
    'call +45 12 34 56 78 now',
    'call 12345678',
    'call (020) 7946-0958.',
    'call +420 603 123 456',
    'mail anna%40example.org',
    'mail <Anna.Berg@example.org>, please',
    'mailto:anna@example.org?subject=x',
  ])('is masked in an error that says "%s"', (message) => {
    const line = lineOf((log) => log.error('failed', { error: new Error(message) }));
    expect(line).not.toMatch(/anna|berg|12 ?34|5678|7946|603/i);
    expect(line).toMatch(/<number>|<address>/);
  });

  it('is masked in the text a JSON parser stumbled over', () => {
    let error: unknown;
    try {
      JSON.parse('{"name": Karen Blixen}');
    } catch (caught) {
      error = caught;
    }
    const line = lineOf((log) => log.error('failed', { error }));
    expect(line).toContain('SyntaxError');
    expect(line).not.toMatch(/Karen|Blixen/);
  });
});
