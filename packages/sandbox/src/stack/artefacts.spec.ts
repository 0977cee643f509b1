import { homedir } from 'node:os';
import { artefactsFor } from './artefacts.ts';
import { artefactFolder, cacheFolder } from './cache.ts';
import { artefactsOf } from './process-part.ts';

describe('what is fetched', () => {
  it('is pinned by the sha256 of every file, on each platform that has it', () => {
    for (const [platform, arch] of [
      ['linux', 'x64'],
      ['linux', 'arm64'],
      ['darwin', 'arm64'],
    ] as const) {
      for (const artefact of Object.values(artefactsFor(platform, arch))) {
        if (artefact.name === 'mongod' && platform === 'darwin') expect(artefact.files).toEqual({});
        else expect(Object.keys(artefact.files).length).toBeGreaterThan(0);
        for (const hash of Object.values(artefact.files)) expect(hash).toMatch(/^[0-9a-f]{64}$/);
      }
    }
  });

  it('is only what the chosen ways need', () => {
    const names = (ways: Parameters<typeof artefactsOf>[0]) => artefactsOf(ways).map((one) => one.name);
    expect(names({ kafka: 'external', mongo: 'docker', registry: 'binaries' })).toEqual([]);
    expect(names({ kafka: 'external', mongo: 'registries', registry: 'external' })).toEqual(['mongod']);
    expect(names({ kafka: 'registries', mongo: 'docker', registry: 'registries' })).toEqual([
      'kafka',
      'java',
      'registry',
    ]);
  });
});

describe('the cache', () => {
  it('lies where XDG says, a relative path there excepted', () => {
    expect(cacheFolder({ XDG_CACHE_HOME: '/var/cache/me' })).toBe('/var/cache/me/stamkunde');
    expect(cacheFolder({ XDG_CACHE_HOME: 'cache' })).toBe(`${homedir()}/.cache/stamkunde`);
    expect(cacheFolder({})).toBe(`${homedir()}/.cache/stamkunde`);
  });

  it('keeps versions and platforms apart', () => {
    const env = { XDG_CACHE_HOME: '/c' };
    const { kafka, java } = artefactsFor('linux', 'x64');
    expect(artefactFolder(env, kafka)).toBe(`/c/stamkunde/kafka-${kafka.version}`);
    expect(artefactFolder(env, java)).toBe(
      `/c/stamkunde/java-${java.version}-${process.platform}-${process.arch}`,
    );
  });
});
