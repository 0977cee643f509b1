import { chooseWays, forcedWay, type Offer, type Offers } from './choose-ways.ts';

const yes: Offer = { how: 'found' };
const no = (...missing: string[]): Offer => ({ missing });
const each = (offer: Offer) => ({ kafka: offer, mongo: offer, registry: offer });
const nothing: Offers = {
  external: each(no('no address')),
  docker: each(no('no engine')),
  binaries: each(no('no binary')),
  registries: each(no('no mvn', 'no pip')),
};

describe('the choice of where a stack comes from', () => {
  it('prefers servers that are named, then Docker, then binaries, then registries', () => {
    const all: Offers = {
      external: each(yes),
      docker: each(yes),
      binaries: each(yes),
      registries: each(yes),
    };
    expect(chooseWays(all)).toMatchObject({ ways: each('external' as never) });
    expect(chooseWays({ ...all, external: nothing.external })).toMatchObject({
      ways: each('docker' as never),
    });
    expect(chooseWays({ ...nothing, binaries: each(yes), registries: each(yes) })).toMatchObject({
      ways: each('binaries' as never),
    });
    expect(chooseWays({ ...nothing, registries: each(yes) })).toMatchObject({
      ways: each('registries' as never),
    });
  });

  it('is made for each part by itself', () => {
    const offers: Offers = {
      ...nothing,
      external: { ...nothing.external, mongo: yes },
      binaries: { ...nothing.binaries, kafka: yes },
      registries: each(yes),
    };
    expect(chooseWays(offers)).toEqual({
      kind: 'chosen',
      ways: { kafka: 'binaries', mongo: 'external', registry: 'registries' },
    });
  });

  it('takes nothing else in silence when one way is forced', () => {
    const choice = chooseWays({ ...nothing, registries: each(yes) }, 'docker');
    expect(choice).toMatchObject({ kind: 'impossible' });
    expect(choice.kind === 'impossible' && choice.message).toContain(
      'STAMKUNDE_STACK=docker asks for one way only',
    );
    expect(choice.kind === 'impossible' && choice.message).not.toContain('registries');
  });

  it('names every missing thing once, in one message, when there is no way', () => {
    const choice = chooseWays(nothing);
    const message = choice.kind === 'impossible' ? choice.message : '';
    for (const one of ['no address', 'no engine', 'no binary', 'no mvn', 'no pip']) {
      expect(message.split(one)).toHaveLength(2);
    }
    expect(message).toContain('Kafka, MongoDB, a schema registry');
  });

  it('names only the parts that lack a way', () => {
    const choice = chooseWays({
      ...nothing,
      registries: { ...each(yes), mongo: no('no mongod for this platform') },
    });
    const message = choice.kind === 'impossible' ? choice.message : '';
    expect(message).toContain('no way to MongoDB on this machine');
    expect(message).toContain('no mongod for this platform');
    expect(message).not.toContain('Kafka');
  });
});

describe('STAMKUNDE_STACK', () => {
  it('may be absent or empty', () => {
    expect(forcedWay(undefined)).toBeUndefined();
    expect(forcedWay('')).toBeUndefined();
  });

  it('is refused when it is no word we know', () => {
    expect(forcedWay('binaries')).toBe('binaries');
    expect(() => forcedWay('podman')).toThrow('STAMKUNDE_STACK=podman is not known');
  });
});
