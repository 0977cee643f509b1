export { arbitraryOf } from './arbitrary-of.ts';
export { eventually } from './eventually.ts';
export { givenBy } from './given-by.ts';
export { hostileRequests } from './hostile-requests.ts';
export { equal, law, shuffles } from './law.ts';
export { rawRequest } from './raw-request.ts';
export { stackFromEnv } from './stack-from-env.ts';
export { uniqueName } from './unique-name.ts';
