export { type AvroSchema, arbitraryOf } from './arbitrary-of.ts';
export { eventually } from './eventually.ts';
export { type Given, givenBy } from './given-by.ts';
export { type HostileRequest, hostileRequests } from './hostile-requests.ts';
export { equal, law, shuffles } from './law.ts';
export { type RawAnswer, rawRequest } from './raw-request.ts';
export { type Stack, stackFromEnv } from './stack-from-env.ts';
export { uniqueName } from './unique-name.ts';
