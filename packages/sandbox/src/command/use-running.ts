// Loaded before a command of a service (`node --import`): where nothing else is said, it works on the system that
// `npm start` runs in this clone.
import { announcedRunning } from './running-system.ts';

const running = announcedRunning();
if (running !== undefined && !process.env['STAMKUNDE_BROKERS']) {
  const { brokers, registryUrl, mongoUri, topicPrefix } = running;
  const [, service = ''] = /services\/([^/]+)\//.exec(process.argv[1] ?? '') ?? [];
  Object.assign(process.env, {
    STAMKUNDE_BROKERS: brokers.join(','),
    STAMKUNDE_REGISTRY_URL: registryUrl,
    STAMKUNDE_MONGO_URI: mongoUri,
    TOPIC_PREFIX: topicPrefix,
    MONGO_DATABASE: `${topicPrefix}${service}`,
  });
}
