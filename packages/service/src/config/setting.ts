import { z } from 'zod';

/** One value a service is configured by. */
export interface Setting<T = unknown> {
  /** The environment variable; the name with `_FILE` behind it gives the path of a file holding the value instead. */
  readonly env: string;
  /** What is valid, and the default if there is one. It gets the trimmed text, or undefined when nothing is set. */
  readonly schema: z.ZodType<T>;
  /** What it is for, with its unit. */
  readonly sentence: string;
  /** Never shown. */
  readonly secret: boolean;
}

/** The settings of one service, under the names its code knows them by. */
export type Settings = Readonly<Record<string, Setting>>;

/** What a service gets once its settings are read. */
export type Config<S extends Settings> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
};

/**
 * Declares a setting. Numbers come as text, so write `z.coerce.number()`, booleans `z.stringbool()`, lists
 * `commaSeparated()`. Default and bounds belong to the schema, from where README and fault messages take them.
 *
 * @example drainTimeoutMs: setting('DRAIN_TIMEOUT_MS', z.coerce.number().int().min(0).default(10_000), 'Milliseconds …')
 */
export function setting<S extends z.ZodType>(env: string, schema: S, sentence: string): Setting<z.output<S>> {
  return { env, schema: schema as unknown as z.ZodType<z.output<S>>, sentence, secret: false };
}

/** Declares a setting that is never shown: neither at start nor in a fault. */
export function secret<S extends z.ZodType>(env: string, schema: S, sentence: string): Setting<z.output<S>> {
  return { ...setting(env, schema, sentence), secret: true };
}

/** A list in one variable: texts separated by commas, blanks around them ignored, at least one. */
export function commaSeparated() {
  const split = (text: string) => text.split(',').map((part) => part.trim());
  return z
    .string()
    .transform(split)
    .pipe(z.array(z.string().min(1)).min(1));
}

/** What a setting takes, in words: `whole number from 0 to 65535`. */
export function boundsOf({ schema }: Setting): string {
  const json = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'output' });
  if (json.enum !== undefined) return `one of ${json.enum.join(', ')}`;
  switch (json.type) {
    case 'integer':
    case 'number':
      return `${json.type === 'integer' ? 'whole number' : 'number'}${range(json.minimum, json.maximum)}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'one or more, separated by commas';
    case 'string':
      return json.format === 'uri' ? 'URL' : `text${lengths(json.minLength, json.maxLength)}`;
    default:
      return 'text';
  }
}

/** The default of a setting as text, or undefined when it must be set. An optional one without default gives ''. */
export function defaultOf({ schema }: Setting): string | undefined {
  const unset = schema.safeParse(undefined);
  if (!unset.success) return undefined;
  return Array.isArray(unset.data) ? unset.data.join(',') : String(unset.data ?? '');
}

function range(minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER): string {
  const from = minimum > Number.MIN_SAFE_INTEGER ? ` from ${minimum}` : '';
  return maximum < Number.MAX_SAFE_INTEGER ? `${from} to ${maximum}` : from;
}

function lengths(min = 0, max = Number.POSITIVE_INFINITY): string {
  if (max === Number.POSITIVE_INFINITY) return min > 1 ? ` of at least ${min} characters` : '';
  return ` of ${min} to ${max} characters`;
}
