export { addressOf } from '../domain/row-to-fact.ts';
export { type FactBatch, factsOf, type RefusedRow } from './facts-of.ts';
export { type Imported, importFacts } from './import-facts.ts';
export { rowsOf } from './rows-of.ts';
