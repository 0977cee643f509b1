export { addressOf } from '../domain/row-to-fact.ts';
export { type FactBatch, type FileRules, factsOf, type RefusedRow } from './facts-of.ts';
export { type Import, type Imported, importFacts } from './import-facts.ts';
export { type Row, type RowBatch, rowsOf } from './rows-of.ts';
