export { processSettings } from './config/process-settings.ts';
export { readConfig } from './config/read-config.ts';
export {
  commaSeparated,
  setting,
} from './config/setting.ts';
export { settingsTable } from './config/settings-table.ts';

export { exitCode, exitCodeOf } from './exit-code.ts';

export { type ApiKeys, apiKeys } from './http/api-keys.ts';
export { authentication } from './http/authentication.ts';
export { type FieldError, Problem, tooManyRequests } from './http/problem.ts';

export { type HttpApi, startHttpApi } from './http/start-http-api.ts';

export { createLog } from './log/create-log.ts';

export { createMetrics, type Metrics } from './metrics/metrics.ts';
export { streamMetrics } from './metrics/stream-metrics.ts';
export { connectMongo } from './mongo/connect-mongo.ts';
export { isUnavailable } from './mongo/is-unavailable.ts';
export { progressStore } from './mongo/progress-store.ts';
export { type RunningService, runService, type ServiceContext } from './run-service.ts';
export { openWriter } from './schemas/open-writer.ts';
