/** Where the real parts listen that an integration or end-to-end test runs against. */
export interface Stack {
  /** host:port */
  readonly brokers: readonly string[];
  readonly mongoUri: string;
  readonly registryUrl: string;
}

/**
 * The running stack, as Jest's global set-up has left it in the environment. A missing part is a failure that names
 * what is missing: a test that would skip itself then proves nothing.
 */
export function stackFromEnv(env: NodeJS.ProcessEnv = process.env): Stack {
  const names = ['STAMKUNDE_BROKERS', 'STAMKUNDE_MONGO_URI', 'STAMKUNDE_REGISTRY_URL'];
  const missing = names.filter((name) => !env[name]);
  if (missing.length > 0) {
    throw new Error(
      `${missing.join(', ')} not set: this test needs the real stack. Run it through "npm test", which starts one, ` +
        'or set all three to one that is running.',
    );
  }
  return {
    brokers: (env['STAMKUNDE_BROKERS'] ?? '').split(',').map((broker) => broker.trim()),
    mongoUri: env['STAMKUNDE_MONGO_URI'] ?? '',
    registryUrl: env['STAMKUNDE_REGISTRY_URL'] ?? '',
  };
}
