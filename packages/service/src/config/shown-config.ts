import type { Config, Settings } from './setting.ts';

/**
 * The settings as they may be seen, by variable: secrets as `set` or `not set`, addresses without user and password,
 * everything else as it is.
 */
export function shownConfig<S extends Settings>(settings: S, config: Config<S>): Record<string, string> {
  const shown = Object.entries(settings).map(([name, { env, secret }]): [string, string] => {
    const value: unknown = config[name];
    if (value === undefined || value === null) return [env, 'not set'];
    if (secret) return [env, 'set'];
    return [
      env,
      [value]
        .flat()
        .map((one) => withoutUserInfo(String(one)))
        .join(','),
    ];
  });
  return Object.fromEntries(shown);
}

/**
 * An address without what stands before its `@` and without query values that sound like secrets. Text with an `@`
 * that is no address is not shown at all: it may be one with a slip of the pen in it.
 */
export function withoutUserInfo(text: string): string {
  const address = /^([a-z][a-z0-9+.-]*:\/\/)(?:[^?]*@)?(.*)$/is.exec(text);
  if (address === null) return text.includes('@') ? 'set' : text;
  const [, scheme, rest = ''] = address;
  return scheme + rest.replaceAll(/([?&][^=&]*(?:pass|secret|token|key|properties)[^=&]*=)[^&]*/gi, '$1…');
}
