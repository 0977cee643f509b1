import { forTeardown } from './jest-global-setup.ts';

export default async function stopStackOfJest(): Promise<void> {
  await forTeardown.stack?.stop();
}
