import 'reflect-metadata';
import { runService } from '@stamkunde/service';
import { environment, settings } from './config.ts';
import { startIdentityPairing } from './start-identity-pairing.ts';

await runService({
  name: 'identity-pairing',
  version: '0.1.0',
  settings,
  start: (context) => startIdentityPairing({ ...context, environment }),
});
