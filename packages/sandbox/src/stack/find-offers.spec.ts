import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseWays } from './choose-ways.ts';
import { findExternal, findOffers, javaMajor } from './find-offers.ts';

describe('what is found on a machine', () => {
  let empty: string;
  beforeAll(async () => {
    empty = await mkdtemp(join(tmpdir(), 'stamkunde-spec-'));
  });
  afterAll(() => rm(empty, { recursive: true }));

  it('is nothing where there is nothing, with a remedy for each tool', async () => {
    const offers = await findOffers({ PATH: empty, XDG_CACHE_HOME: empty });
    const choice = chooseWays(offers);
    const message = choice.kind === 'impossible' ? choice.message : '';
    for (const word of ['docker', 'STAMKUNDE_KAFKA_HOME', 'STAMKUNDE_MONGOD', 'STAMKUNDE_REGISTRY_JAR']) {
      expect(message).toContain(word);
    }
    expect(message).toContain('apt-get install maven');
    expect(message).toContain('apt-get install python3-pip');
  });

  it('is named together with what is wrong with it', async () => {
    const { binaries } = await findOffers({
      PATH: empty,
      XDG_CACHE_HOME: empty,
      STAMKUNDE_KAFKA_HOME: empty,
      STAMKUNDE_MONGOD: join(empty, 'mongod'),
    });
    expect(binaries.kafka).toEqual({ missing: [expect.stringContaining('java is not there')] });
    expect(binaries.mongo).toEqual({ missing: [expect.stringContaining('does not exist')] });
  });

  it('shows external servers without their passwords', () => {
    expect(findExternal({ STAMKUNDE_MONGO_URI: 'mongodb://me:secret@db/x' }).mongo).toEqual({
      how: 'mongodb://***@db/x',
    });
  });
});

describe('the version of a Java', () => {
  it.each([
    ['openjdk version "25.0.2" 2026-01-20 LTS', 25],
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['java version "1.8.0_412"', 8],
    ['command not found', 0],
    [undefined, 0],
  ])('is read from %s', (text, major) => {
    expect(javaMajor(text)).toBe(major);
  });
});
