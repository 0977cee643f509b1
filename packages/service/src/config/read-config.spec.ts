import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigFault, readConfig } from './read-config.ts';
import { commaSeparated, secret, setting } from './setting.ts';
import { settingsTable } from './settings-table.ts';
import { shownConfig, withoutUserInfo } from './shown-config.ts';

const port = z.coerce.number().int().min(1).max(65_535);
const settings = {
  brokers: setting('KAFKA_BROKERS', commaSeparated(), 'Kafka brokers as host:port.'),
  mongoUri: setting('MONGO_URI', z.url().default('mongodb://127.0.0.1:27017'), 'Address of MongoDB.'),
  port: setting('PORT', port.default(8080), 'Port of the API.'),
  mode: setting('MODE', z.enum(['fast', 'safe']).default('safe'), 'How | it runs.'),
  quiet: setting('QUIET', z.stringbool().default(false), 'Says less.'),
  note: setting('NOTE', z.string().max(5).optional(), 'A note.'),
  key: secret('API_KEY', z.string().min(8), 'The key.'),
};

describe('settings', () => {
  it('are read with their types, and defaults where nothing is set', () => {
    const config = readConfig(settings, {
      KAFKA_BROKERS: 'a:1, b:2',
      API_KEY: 'very-secret',
      QUIET: 'yes',
      PORT: ' 81 ',
    });
    expect(config).toEqual({
      brokers: ['a:1', 'b:2'],
      mongoUri: 'mongodb://127.0.0.1:27017',
      port: 81,
      mode: 'safe',
      quiet: true,
      note: undefined,
      key: 'very-secret',
    });
    const typed: { brokers: string[]; port: number; mode: 'fast' | 'safe'; note: string | undefined } =
      config;
    expect(typed).toBe(config);
  });

  it('report all their faults at once: which, what is wrong, what is expected, what it is for', () => {
    const faults = faultsOf({ PORT: '99999', MODE: 'reckless', NOTE: 'too long', KAFKA_BROKERS: ' ' });
    expect(faults.message).toContain('5 of the settings');
    expect(faults.faults.map(({ env, expected }) => [env, expected])).toEqual([
      ['KAFKA_BROKERS', 'one or more, separated by commas'],
      ['PORT', 'whole number from 1 to 65535'],
      ['MODE', 'one of fast, safe'],
      ['NOTE', 'text of 0 to 5 characters'],
      ['API_KEY', 'text of at least 8 characters'],
    ]);
    expect(faults.message).toContain('KAFKA_BROKERS is not set; expected one or more');
    expect(faults.message).toContain('PORT is wrong: Too big');
    expect(faults.message).toContain('    Port of the API.');
  });

  it('never show a value in a fault: it may be a secret in the wrong place', () => {
    const { message } = faultsOf({
      API_KEY: 'hunter2',
      MONGO_URI: 'mongodb//u:hunter2@h',
      PORT: 'hunter2',
      MODE: 'hunter2',
    });
    expect(message).not.toContain('hunter2');
  });

  describe('from a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'settings-'));
    afterAll(() => rmSync(folder, { recursive: true }));

    it('are taken without the newline at the end', () => {
      const path = join(folder, 'key');
      writeFileSync(path, 'from-a-file\n');
      expect(readConfig(settings, { KAFKA_BROKERS: 'a:1', API_KEY_FILE: path }).key).toBe('from-a-file');
    });

    it('are at fault when the file cannot be read, or the variable is set as well', () => {
      expect(faultsOf({ KAFKA_BROKERS: 'a:1', API_KEY_FILE: join(folder, 'none') }).message).toContain(
        'ENOENT',
      );
      expect(faultsOf({ KAFKA_BROKERS: 'a:1', API_KEY_FILE: 'x', API_KEY: 'very-secret' }).message).toContain(
        'both set',
      );
    });
  });

  it('are shown without secrets and without users and passwords', () => {
    const config = readConfig(settings, {
      KAFKA_BROKERS: 'sasl://me:hunter2@a:1,b:2',
      MONGO_URI: 'mongodb://me:hunter2@db.example/x?authSource=admin&password=hunter2',
      API_KEY: 'hunter2-hunter2',
      NOTE: 'a@b',
    });
    const shown = shownConfig(settings, config);
    expect(JSON.stringify(shown)).not.toContain('hunter2');
    expect(shown).toEqual({
      KAFKA_BROKERS: 'sasl://a:1,b:2',
      MONGO_URI: 'mongodb://db.example/x?authSource=admin&password=…',
      PORT: '8080',
      MODE: 'safe',
      QUIET: 'false',
      NOTE: 'set',
      API_KEY: 'set',
    });
  });

  it.each([
    ['mongodb://u:p@ss@h1,h2/x', 'mongodb://h1,h2/x'],
    ['mongodb://h/x', 'mongodb://h/x'],
    ['https://h/x?token=abc&page=2', 'https://h/x?token=…&page=2'],
    ['me:secret@host', 'set'],
  ])('hide the secrets of %s', (address, shown) => {
    expect(withoutUserInfo(address)).toBe(shown);
  });

  it('can be listed in a README, with default and bounds', () => {
    expect(settingsTable(settings)).toBe(
      [
        '| Setting | Meaning | Default | Takes |',
        '| --- | --- | --- | --- |',
        '| `KAFKA_BROKERS` | Kafka brokers as host:port. | must be set | one or more, separated by commas |',
        '| `MONGO_URI` | Address of MongoDB. | `mongodb://127.0.0.1:27017` | URL |',
        '| `PORT` | Port of the API. | `8080` | whole number from 1 to 65535 |',
        '| `MODE` | How \\| it runs. | `safe` | one of fast, safe |',
        '| `QUIET` | Says less. | `false` | true or false |',
        '| `NOTE` | A note. | not set | text of 0 to 5 characters |',
        '| `API_KEY` | The key. | must be set | text of at least 8 characters; secret |',
      ].join('\n'),
    );
  });
});

function faultsOf(env: NodeJS.ProcessEnv): ConfigFault {
  try {
    readConfig(settings, env);
  } catch (error) {
    if (error instanceof ConfigFault) return error;
    throw error;
  }
  throw new Error('no fault was found');
}
