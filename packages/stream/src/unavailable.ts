/**
 * Something this process depends on is away: Kafka, MongoDB, the registry. Asking again later may help, so the loop
 * does, with back-off, and nobody else catches it. Anything else that is thrown is a bug and ends the process.
 */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  /** Which dependency: a short, stable name, fit for a metric label. */
  readonly dependency: string;

  constructor(dependency: string, cause: unknown) {
    super(`${dependency} is away: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.dependency = dependency;
  }
}
