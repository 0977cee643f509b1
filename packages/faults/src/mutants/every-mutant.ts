/** The system with one of its protections taken out. */
export interface Mutant {
  readonly id: string;
  /** What is no longer done. */
  readonly without: string;
  /** Compiled file, from the root of the repository. */
  readonly file: string;
  /** Text that stands in the file exactly once. */
  readonly from: string;
  readonly to: string;
  /** Faults of which at least one has to fail. */
  readonly faults: readonly string[];
}

const aggregator = 'services/order-aggregator/dist';
const stream = 'packages/stream/dist';

export const everyMutant: readonly Mutant[] = [
  {
    id: 'tombstone',
    without: 'a cancellation before its line is kept',
    file: `${aggregator}/domain/order.js`,
    from: ': cancelled(line ?? initialLine(fact.lineId), fact);',
    to: ': line && cancelled(line, fact);',
    faults: ['3'],
  },
  {
    id: 'winner',
    without: 'the fact id decides between statements of one version',
    file: `${aggregator}/domain/statement.js`,
    from: 'return a.version !== b.version ? a.version > b.version : a.factId > b.factId;',
    to: 'return a.version > b.version;',
    faults: ['5'],
  },
  {
    id: 'announced-again',
    without: 'an order that was saved before is announced again',
    file: `${aggregator}/fold-orders.js`,
    from: 'const announcements = stored === undefined ? [] : said(ports, about, trace, before, stored.bytes);',
    to: 'const announcements = [];',
    faults: ['8a'],
  },
  {
    id: 'totals-again',
    without: 'totals that were saved before are announced again',
    file: `${aggregator}/total-purchases.js`,
    from: 'await ports.publish(announcements(totals));',
    to: 'await ports.publish(announcements(totals.filter(({ changed }) => changed)));',
    faults: ['8g'],
  },
  {
    id: 'spilled-first',
    without: 'contributions have documents of their own before the sums count them',
    file: `${aggregator}/total-purchases.js`,
    from: 'await buyers.spill(totals.flatMap(({ spilled }) => spilled));',
    to: 'setTimeout(() => buyers.spill(totals.flatMap(({ spilled }) => spilled)), 300);',
    faults: ['8f', '7'],
  },
  {
    id: 'rev-guard',
    without: 'a document is replaced only by who knows its newest rev',
    file: `${aggregator}/guarded-collection.js`,
    from: 'filter: { _id: document._id, rev: overs.get(document._id) },',
    to: 'filter: { _id: document._id },',
    faults: ['10f'],
  },
  {
    id: 'second-try',
    without: 'whoever meets a duplicate key reads and writes once more',
    file: `${aggregator}/guarded-collection.js`,
    from: 'return failed.flatMap(({ index }) => documents[index]?._id ?? []);',
    to: 'return [];',
    faults: ['20'],
  },
  {
    id: 'cache-emptied',
    without: 'what is in memory is forgotten when partitions are given out anew',
    file: `${aggregator}/start-order-aggregator.js`,
    from: 'orders.clear();',
    to: '',
    faults: ['10a', '12'],
  },
  {
    id: 'above-the-lost',
    without: 'what is read again after a loss gets a rev above all that were announced',
    file: `${aggregator}/rev-after-loss.js`,
    from: 'return Math.max(rev + 1, Date.now());',
    to: 'return rev + 1;',
    faults: ['17b'],
  },
  {
    id: 'done-when-done',
    without: 'a batch is committed only when its effects are stored and announced',
    file: `${stream}/lane.js`,
    from: 'async handle(batch) {',
    to: `async handle(batch) {
        for (const [slot, end] of batch.ends) {
            slot.done = end;
            if (!slot.released) this.options.onDone(slot);
        }`,
    faults: ['8d'],
  },
  {
    id: 'tried-again',
    without: 'a batch is tried again when something is away',
    file: `${stream}/lane.js`,
    from: 'if (!(error instanceof Unavailable))\n                    throw error;\n                events.retry(error.dependency);',
    to: 'throw error;',
    faults: ['16'],
  },
  {
    id: 'refused-first',
    without: 'a refusal is kept before its message counts as done',
    file: `${stream}/lane.js`,
    from: 'await refuse(all);',
    to: 'all.length = 0;',
    faults: ['23'],
  },
  {
    id: 'waits-for-schema',
    without: 'a partition waits for a schema while the registry is away',
    file: `${stream}/lane.js`,
    from: 'if (!this.knows(slot, message))',
    to: 'if (!this.knows(slot, message) && false)',
    faults: ['24'],
  },
  {
    id: 'bug-ends',
    without: 'a bug ends the process',
    file: `${stream}/lane.js`,
    from: 'this.finished = this.loop().catch((error) => this.options.onBug(error));',
    to: 'this.finished = this.loop().catch(() => undefined);',
    faults: ['22a'],
  },
  {
    id: 'new-producer',
    without: 'a producer whose send was rejected is never used again',
    file: `${stream}/publisher.js`,
    from: `await producer.send(round, batch);
        }
        catch (error) {
            void giveUp(producer);`,
    to: `await producer.send(round, batch);
        }
        catch (error) {
            giveBack(producer);`,
    faults: ['15a', '15b'],
  },
  {
    id: 'cut-by-bytes',
    without: 'what is sent is cut so that the broker takes it',
    file: `${stream}/send-rounds.js`,
    from: 'if (at.bytes > 0 && at.bytes + bytes > partitionBytesMax) {',
    to: 'if (false) {',
    faults: ['33c'],
  },
  {
    id: 'progress-beside-data',
    without: 'reading begins at what the store has, where that is less than the commit',
    file: `${stream}/starting-point.js`,
    from: 'const from = Math.min(stored ?? 0, committed);',
    to: 'const from = committed;',
    faults: ['17b'],
  },
  {
    id: 'commit-held',
    without: 'what is read again stays committed until it is done again',
    file: `${stream}/settler.js`,
    from: '.filter(([slot, offset]) => offset >= slot.readAgainUntil)',
    to: '',
    faults: ['17c'],
  },
  {
    id: 'reset-told',
    without: 'messages that are gone are told of',
    file: `${stream}/consumer-loop.js`,
    from: 'if (slot.next !== undefined && asked > slot.next) {',
    to: 'if (false) {',
    faults: ['26a'],
  },
  {
    id: 'silent-while-rebalancing',
    without: 'nothing is announced while partitions are given out anew',
    file: `${stream}/group-member.js`,
    from: 'return this.rebalancing || performance.now()',
    to: 'return performance.now()',
    faults: ['10e'],
  },
];
