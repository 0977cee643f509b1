/**
 * Registers the newest schema of every topic and asks for FULL_TRANSITIVE on each subject. In development the services
 * do so themselves at their start; elsewhere this is the one who may.
 *
 * Usage: `npm run register -- URL`, such as `http://registry:8080/apis/ccompat/v7`.
 */
import { registerSchema } from '../codec.ts';
import { schemaRegistry } from '../schema-registry.ts';
import { type Topic, topics } from '../topics.ts';

const url = process.argv[2];
if (url === undefined || !URL.canParse(url)) {
  console.error(
    'usage: npm run register -- URL   (the registry, such as http://registry:8080/apis/ccompat/v7)',
  );
  process.exit(64);
}
const registry = schemaRegistry(url);
let faults = 0;
for (const topic of Object.values(topics) as readonly Topic<never>[]) {
  try {
    console.log(`${topic.name}-value  id ${await registerSchema(topic, registry)}`);
  } catch (error) {
    faults++;
    console.error(`${topic.name}-value  ${error instanceof Error ? error.message : String(error)}`);
  }
}
process.exitCode = faults === 0 ? 0 : 1;
