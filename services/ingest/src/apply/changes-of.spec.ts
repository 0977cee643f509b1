import { changesOf, changeTable } from './changes-of.ts';

const demo = {
  siteId: 'demo',
  name: 'Demo',
  apiKeys: ['env:A'],
  factsPerSecondMax: 1_000,
  browserOrigins: [],
  unsignedPairings: 'accept' as const,
  pairingKeys: [],
};

describe('applying connections', () => {
  it('publishes the new and the changed with the next version, and the unchanged not at all', () => {
    const onTopic = new Map([
      ['demo', { ...demo, version: 4 }],
      ['two', { ...demo, siteId: 'two', version: 7 }],
    ]);
    const two = { ...demo, siteId: 'two', apiKeys: ['env:A', 'env:B'], factsPerSecondMax: 5 };
    const three = { ...demo, siteId: 'three' };
    const changes = changesOf([demo, two, three], (siteId) => onTopic.get(siteId));
    expect(changes.map(({ connection }) => connection)).toEqual([
      undefined,
      { ...two, version: 8 },
      { ...three, version: 1 },
    ]);
    expect(changeTable(changes)).toBe(
      ['site   change', 'demo   unchanged', 'two    changed: apiKeys, factsPerSecondMax', 'three  new'].join(
        '\n',
      ),
    );
  });

  it('changes nothing the second time', () => {
    const [first] = changesOf([demo], () => undefined);
    expect(changesOf([demo], () => first?.connection)).toMatchObject([
      { kind: 'unchanged', connection: undefined },
    ]);
  });
});
