import { reader, type SchemaRegistry, topics } from '@stamkunde/contracts';
import { reached } from '@stamkunde/service';
import { followTable, type KafkaConnection } from '@stamkunde/stream';

/** Sites named in one sentence. */
const SITES_NAMED_MAX = 20;

/**
 * What is wrong with importing for a site that no connection declares, as one sentence; undefined when one does. A slip
 * of the pen would put the history of a site that does not exist on a topic that is kept for ever.
 */
export async function undeclaredSite(
  connection: KafkaConnection,
  registry: SchemaRegistry,
  siteId: string,
): Promise<string | undefined> {
  const table = await reached(
    followTable(connection, topics.connections, reader(topics.connections, registry)),
  );
  const declared = [...table.values()].map((one) => one.siteId).sort();
  await table.stop();
  return declared.includes(siteId) ? undefined : undeclared(siteId, declared);
}

function undeclared(siteId: string, declared: readonly string[]): string {
  const named = declared.slice(0, SITES_NAMED_MAX).join(', ');
  const more = declared.length - SITES_NAMED_MAX;
  const known =
    declared.length === 0
      ? 'no site is declared yet'
      : `declared are ${named}${more > 0 ? ` and ${more} more` : ''}`;
  return `site ${siteId} is not declared: declare it with npm run apply, or import all the same with --undeclared; ${known}`;
}
