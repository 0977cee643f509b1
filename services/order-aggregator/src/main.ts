import 'reflect-metadata';
import { runService } from '@stamkunde/service';
import { environment, settings } from './config.ts';
import { startOrderAggregator } from './start-order-aggregator.ts';

await runService({
  name: 'order-aggregator',
  version: '0.1.0',
  settings,
  start: (context) => startOrderAggregator({ ...context, environment }),
});
