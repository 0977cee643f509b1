export { type Ending, reached, runCommand, type Typed } from './command/run-command.ts';
export { type ProcessConfig, processSettings } from './config/process-settings.ts';
export { readConfig, type SettingFault } from './config/read-config.ts';
export {
  type Config,
  commaSeparated,
  type Setting,
  type Settings,
  setting,
} from './config/setting.ts';
export { settingsTable } from './config/settings-table.ts';

export { exitCode } from './exit-code.ts';
export type { HealthCheck } from './health/health-check.ts';
export type { ManagementServer } from './health/management-server.ts';
export { type ApiKeys, apiKeys, type KeyFault } from './http/api-keys.ts';
export { authentication } from './http/authentication.ts';
export { type FieldError, Problem, tooManyRequests } from './http/problem.ts';
export { addressSlot, type RateLimit, rateLimit } from './http/rate-limit.ts';
export { type Secret, type SecretReference, secretAt } from './http/secret-reference.ts';
export { type HttpApi, type HttpApiOptions, startHttpApi } from './http/start-http-api.ts';
export type { TraceContext } from './http/trace-context.ts';
export { kafkaConnection, kafkaSettings } from './kafka/kafka-settings.ts';
export { createLog, type Log, type LogLevel } from './log/create-log.ts';
export type { LogFields } from './log/log-fields.ts';
export { createMetrics, type Metrics } from './metrics/metrics.ts';
export { streamMetrics } from './metrics/stream-metrics.ts';
export { connectMongo, type MongoOptions } from './mongo/connect-mongo.ts';
export { fromMongo, outageOr } from './mongo/from-mongo.ts';
export { progressStore } from './mongo/progress-store.ts';
export { type RunningService, runService, type ServiceContext } from './run-service.ts';
export { openWriter } from './schemas/open-writer.ts';
