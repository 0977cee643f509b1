export { addressOf } from '../domain/address-of.ts';
export { type FactBatch, factsOf, type RefusedRow } from './facts-of.ts';
export { type Imported, importFacts } from './import-facts.ts';
export { rowsOf } from './rows-of.ts';
