/** What a baseline is told on its command line, as JSON. */
export interface BaselineSettings {
  readonly brokers: readonly string[];
  readonly mongoUri: string;
  readonly database: string;
  readonly registryUrl: string;
  readonly groupId: string;
  /** Full name of the topic of facts. */
  readonly input: string;
  /** Stands before the topics it writes. */
  readonly outputPrefix: string;
}

export function readBaselineSettings(): BaselineSettings {
  return JSON.parse(process.argv[2] ?? '{}') as BaselineSettings;
}
