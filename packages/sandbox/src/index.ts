
export { tableOf } from './command/print-table.ts';
export { repositoryRoot } from './command/repository-root.ts';
export { readArguments, runCommand, UsageFault, wholeNumber } from './command/run-command.ts';
export { type Chance, chance } from './demo/chance.ts';
export { compare, type Evidence } from './oracle/compare.ts';
export type { Difference } from './oracle/difference.ts';
export { gatherEvidence } from './oracle/gather-evidence.ts';
export { collections } from './oracle/read-documents.ts';
export { type Part, type PartName } from './stack/part.ts';
export { StackUnavailable } from './stack/stack-unavailable.ts';
export { type Stack, type StackOptions, startStack } from './stack/start-stack.ts';
export { startWatchdog, type Watchdog } from './stack/watchdog.ts';
export { type System, startSystem } from './system/start-system.ts';
export { type Lookout, lookout } from './system/topic-ends.ts';
export { waitForEnd } from './system/wait-for-end.ts';
