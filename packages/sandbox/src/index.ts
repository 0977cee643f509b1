export { type Part, type PartName } from './stack/part.ts';
export { StackUnavailable } from './stack/stack-unavailable.ts';
export { type Stack, type StackOptions, startStack } from './stack/start-stack.ts';
