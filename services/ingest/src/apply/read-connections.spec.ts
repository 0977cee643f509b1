import { readConnections } from './read-connections.ts';

const good = 'site: demo\nname: Demo\napiKeys:\n  - env:DEMO_KEY\n  - file:/run/secrets/demo\n';

const withoutBrowsers = { browserOrigins: [], unsignedPairings: 'accept', pairingKeys: [] };

function faults(...texts: readonly string[]): string[] {
  const read = readConnections(texts.map((text, index) => ({ name: `${'abc'[index]}.yaml`, text })));
  return 'faults' in read ? read.faults.map(({ place, detail }) => `${place} ${detail}`) : [];
}

describe('connection files', () => {
  it('declare sites, one per document, with a rate that need not be said', () => {
    const text = `${good}---\nsite: two\nname: Two\napiKeys: [env:TWO]\nfactsPerSecondMax: 5\n`;
    expect(readConnections([{ name: 'a.yaml', text }])).toEqual({
      connections: [
        {
          siteId: 'demo',
          name: 'Demo',
          apiKeys: ['env:DEMO_KEY', 'file:/run/secrets/demo'],
          factsPerSecondMax: 1_000,
          ...withoutBrowsers,
        },
        { siteId: 'two', name: 'Two', apiKeys: ['env:TWO'], factsPerSecondMax: 5, ...withoutBrowsers },
      ],
    });
  });

  it('are told all faults of all files at once, as they stand there: by file, line and column', () => {
    expect(
      faults(
        'site: Demo\nnam: x\napiKeys:\n  - s3cret\n  - env:A\nfactsPerSecondMax: many\n',
        good,
        'site: a\nname: [b]\napiKeys: []\n',
      ),
    ).toEqual([
      'a.yaml:1:1 name is missing',
      'a.yaml:1:7 site is not 1 to 64 lower-case letters, digits or hyphens',
      'a.yaml:2:1 nam is not a field of a connection; did you mean name?',
      'a.yaml:4:5 apiKeys.0 is no reference: write env:NAME or file:/path, a secret must not stand here',
      'a.yaml:6:20 factsPerSecondMax is not a whole number',
      'c.yaml:2:7 name is not a string',
      'c.yaml:3:10 apiKeys is empty: without a key nobody can send facts',
    ]);
  });

  it('name the pages that may speak for the site by their origins, and nothing behind them', () => {
    const origins = '[https://shop.example, http://localhost:3000]';
    const text = `${good}browserOrigins: ${origins}\nunsignedPairings: refuse\npairingKeys: [env:SIGN]\n`;
    expect(readConnections([{ name: 'a.yaml', text }])).toMatchObject({
      connections: [
        {
          browserOrigins: ['https://shop.example', 'http://localhost:3000'],
          unsignedPairings: 'refuse',
          pairingKeys: ['env:SIGN'],
        },
      ],
    });
    expect(
      faults(
        `${good}browserOrigins: [shop.example, "https://shop.example/", "*", "https://Shop.example"]\nunsignedPairings: no\npairingKeys: [s3cret]\n`,
      ),
    ).toEqual([
      'a.yaml:6:18 browserOrigins.0 is not an origin, such as https://shop.example: a scheme and a host, without a path',
      expect.stringMatching(/^a.yaml:6:32 browserOrigins.1 /),
      expect.stringMatching(/^a.yaml:6:57 browserOrigins.2 /),
      expect.stringMatching(/^a.yaml:6:62 browserOrigins.3 /),
      'a.yaml:7:19 unsignedPairings is neither accept nor refuse',
      expect.stringMatching(/^a.yaml:8:15 pairingKeys.0 is no reference/),
    ]);
  });

  it('have secrets by reference only, and none is repeated in a fault', () => {
    const told = faults(
      'site: demo\nname: Demo\napiKeys: [sk_live_51H]\n',
      'site: demo\nname: Demo\napiKeys: sk_live_51H\n',
      'apiKeys: {sk_live_51H\n',
    );
    expect(told).toHaveLength(3);
    expect(told.join()).not.toContain('sk_live');
  });

  it('are told what two of them have in common among the other faults, in the order of the files', () => {
    const second = good.replace('name: Demo', 'name: 5');
    expect(faults(good, good, second).map((told) => told.split(' ')[0])).toEqual([
      'b.yaml:1:7',
      'b.yaml:4:5',
      'b.yaml:5:5',
      'c.yaml:2:7',
    ]);
  });

  it('declare a site once, and give a key to one site', () => {
    expect(
      faults(
        good,
        good.replace('demo\nname', 'other\nname'),
        good.replace('DEMO_KEY', 'KEY_2').replace('secrets/', ''),
      ),
    ).toEqual([
      'b.yaml:4:5 the same key is used at a.yaml:4:5 already',
      'b.yaml:5:5 the same key is used at a.yaml:5:5 already',
      'c.yaml:1:7 site demo is declared at a.yaml:1:7 already',
    ]);
  });

  it.each([
    ['', 'a.yaml:1:1 holds no connection'],
    ['# nothing yet\n', 'a.yaml:1:1 holds no connection'],
    ['- demo\n', 'a.yaml:1:1 a connection is a map of fields'],
    ['site: a\nsite: b\n', 'a.yaml:2:1 is not YAML (DUPLICATE_KEY)'],
    ['site: [a\n', 'a.yaml:2:1 is not YAML (BAD_INDENT)'],
  ])('%j is told', (text, fault) => {
    expect(faults(text)[0]).toBe(fault);
  });

  it('cannot grow out of all proportion by aliases', () => {
    const layers = Array.from(
      { length: 12 },
      (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(', ')}]`,
    );
    expect(faults(`a0: &a0 x\n${layers.join('\n')}\n`).length).toBeGreaterThan(0);
  });
});
