import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startChild } from './child-part.ts';
import { onFreePorts } from './free-port.ts';
import type { Part, Surroundings } from './part.ts';

export interface RegistryFiles {
  java: string;
  jar: string;
  version: string;
  origin: string;
}

const answerTimeoutMs = 2_000;
/** The part of Apicurio that speaks the Confluent registry's API. */
const confluentApi = '/apis/ccompat/v7';

export function registryUrlOf(host: string, port: number): string {
  return `http://${host}:${port}${confluentApi}`;
}

/**
 * Settings of the registry. Schemas are kept in a file below `dataDir`, so that ids stay the same over a restart:
 * messages that lie in Kafka refer to them. `WRITE_DELAY=0` lets an acknowledged schema survive kill -9.
 */
export function registryEnvironment(at: {
  bind: string;
  port: number;
  dataDir: string;
}): Record<string, string> {
  return {
    QUARKUS_HTTP_HOST: at.bind,
    QUARKUS_HTTP_PORT: String(at.port),
    // Would be 9000 on all addresses; 0 is any free port.
    QUARKUS_MANAGEMENT_HOST: '127.0.0.1',
    QUARKUS_MANAGEMENT_PORT: '0',
    QUARKUS_HTTP_ACCESS_LOG_ENABLED: 'false',
    QUARKUS_OTEL_SDK_DISABLED: 'true',
    APICURIO_DATASOURCE_URL: `jdbc:h2:file:${at.dataDir}/registry;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0`,
    APICURIO_DATASOURCE_JDBC_INITIAL_SIZE: '2',
    APICURIO_DATASOURCE_JDBC_MIN_SIZE: '2',
  };
}

export async function isRegistryReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/subjects`, { signal: AbortSignal.timeout(answerTimeoutMs) });
  return answer.ok && Array.isArray(await answer.json());
}

/** Starts a registry with its data and its log below `folder`; what is there from an earlier run is kept. */
export function startRegistry(files: RegistryFiles, { folder, watchdog }: Surroundings): Promise<Part> {
  const home = join(folder, `registry-${files.version}`);
  return onFreePorts(1, async ([port = 0]) => {
    const host = '127.0.0.1';
    const url = registryUrlOf(host, port);
    const logFile = join(home, 'registry.log');
    await mkdir(home, { recursive: true });
    return startChild(
      {
        name: 'the schema registry',
        address: url,
        origin: `Apicurio Registry ${files.version}, ${files.origin}`,
        command: files.java,
        args: ['-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-jar', files.jar],
        cwd: dirname(files.jar),
        env: registryEnvironment({ bind: host, port, dataDir: home }),
        logFile,
        // Its own log says that it, and not a stranger, listens there.
        isReady: async (_pid, log) =>
          (await log()).includes(`Listening on: http://${host}:${port}`) && (await isRegistryReady(url)),
      },
      watchdog,
    );
  });
}
