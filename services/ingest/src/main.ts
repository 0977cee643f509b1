import 'reflect-metadata';
import { runService } from '@stamkunde/service';
import { environment, settings } from './config.ts';
import { startIngest } from './start-ingest.ts';

await runService({
  name: 'ingest',
  version: '0.1.0',
  settings,
  start: (context) => startIngest({ ...context, environment }),
});
