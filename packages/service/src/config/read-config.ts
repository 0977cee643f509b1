import { readFileSync } from 'node:fs';
import { boundsOf, type Config, type Setting, type Settings } from './setting.ts';

/** One setting that cannot be used. It never carries the value, which may be a secret put in the wrong place. */
export interface SettingFault {
  readonly env: string;
  /** `is not set`, `is wrong: …` */
  readonly wrong: string;
  readonly expected: string;
  readonly sentence: string;
}

/** The environment does not fit the settings. The message lists all faults, for the person who has to mend them. */
export class ConfigFault extends Error {
  override readonly name = 'ConfigFault';
  readonly faults: readonly SettingFault[];

  constructor(faults: readonly SettingFault[]) {
    super(
      [
        `${faults.length} of the settings cannot be used:`,
        ...faults.map(
          ({ env, wrong, expected, sentence }) => `  ${env} ${wrong}; expected ${expected}\n    ${sentence}`,
        ),
      ].join('\n'),
    );
    this.faults = faults;
  }
}

/**
 * Reads all settings, each from its variable or from the file that `<variable>_FILE` names (one trailing newline is
 * not part of the value). A variable that is empty or blank counts as not set.
 * Throws `ConfigFault` with every fault there is, not only the first.
 */
export function readConfig<S extends Settings>(settings: S, env: NodeJS.ProcessEnv): Config<S> {
  const faults: SettingFault[] = [];
  const config: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(settings)) {
    const read = readSetting(setting, env);
    if ('value' in read) config[name] = read.value;
    else faults.push({ env: setting.env, ...read, expected: boundsOf(setting), sentence: setting.sentence });
  }
  if (faults.length > 0) throw new ConfigFault(faults);
  return config as Config<S>;
}

function readSetting(setting: Setting, env: NodeJS.ProcessEnv): { value: unknown } | { wrong: string } {
  const direct = textOf(env[setting.env]);
  const path = textOf(env[`${setting.env}_FILE`]);
  if (direct !== undefined && path !== undefined) return { wrong: `and ${setting.env}_FILE are both set` };
  let text = direct;
  if (path !== undefined) {
    try {
      text = textOf(readFileSync(path, 'utf8'));
    } catch (error) {
      return {
        wrong: `cannot be read from the file in ${setting.env}_FILE (${(error as { code?: string }).code})`,
      };
    }
  }
  const parsed = setting.schema.safeParse(text);
  if (parsed.success) return { value: parsed.data };
  if (text === undefined) return { wrong: 'is not set' };
  return { wrong: `is wrong: ${parsed.error.issues.map(({ message }) => message).join(', ')}` };
}

function textOf(text: string | undefined): string | undefined {
  return text?.trim() || undefined;
}
