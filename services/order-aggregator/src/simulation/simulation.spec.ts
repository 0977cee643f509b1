import { equal } from '@stamkunde/testing';
import type { World } from './process.ts';
import { orderIn, reckonedOrder, reckonedTotals, totalsIn } from './reckoning.ts';
import { simulated } from './simulated.ts';
import { plain, readOrder, readTotals } from './values.ts';

// A history that fails is repeated by SIMULATION_SEED=… SIMULATED_HISTORIES=1.
const HISTORIES = Number(process.env['SIMULATED_HISTORIES'] ?? 300);
const SEED = Number(process.env['SIMULATION_SEED'] ?? 1);
const HOURS = 3_600_000;

const met = new Map<string, number>();
const note = (what: string): void => void met.set(what, (met.get(what) ?? 0) + 1);

it(
  `${HISTORIES} histories end as reckoned, whatever happens on the way`,
  async () => {
    for (let seed = SEED; seed < SEED + HISTORIES; seed++) {
      try {
        await verify(await simulated(seed, note));
      } catch (error) {
        throw new Error(`history ${seed} ends otherwise: ${String(error)}`, { cause: error });
      }
    }
  },
  24 * HOURS,
);

it('the histories have met what they are there for', () => {
  const calls = ['load', 'save', 'publish', 'load buyers', 'spilled', 'extremes', 'spill', 'save buyers'];
  const accidents = calls.flatMap((call) => [
    `crash before ${call}`,
    `crash after ${call}`,
    `outage before ${call}`,
  ]);
  const halves = ['save', 'publish', 'spill', 'save buyers'].map((call) => `crash inside ${call}`);
  const others = ['takeover', 'orders lost', 'buyers lost'];
  const missed = [...accidents, ...halves, ...others].filter((what) => !met.has(what));
  if (HISTORIES > 100) expect(missed).toEqual([]);
});

/** Everything is as the facts say, everything was announced, and nothing was announced in two ways. */
async function verify({ facts, told, committed, published, orders, buyers }: World): Promise<void> {
  equal(committed, { facts: facts.length, told: told.length });
  const payloads = new Map<string, string>();
  for (const { topic, event, value } of published) {
    const payload = value?.toString('hex') ?? '';
    equal(payload, payloads.get(`${topic} ${event.id}`) ?? payload);
    payloads.set(`${topic} ${event.id}`, payload);
  }
  const expected = [...Map.groupBy(facts, (fact) => fact.orderId).values()].map(reckonedOrder);
  for (const one of expected) {
    const stored = (await orders.load([`tivoli:${one.orderId}`])).get(`tivoli:${one.orderId}`);
    equal(orderIn(stored?.order), one);
    equal(readOrder(stored?.bytes), plain(stored?.order));
    equal(payloads.get(`orders tivoli:${one.orderId}@${stored?.order.rev}`), stored?.bytes.toString('hex'));
  }
  for (const contactId of new Set(facts.flatMap((fact) => fact.buyer || []))) {
    const key = `tivoli:${contactId}`;
    const stored = (await buyers.load([key])).get(key);
    equal(
      totalsIn(readTotals(stored?.bytes)),
      reckonedTotals(expected.filter((one) => one.buyer === contactId)),
    );
    equal(payloads.get(`purchase-totals ${key}@${stored?.buyer.rev}`), stored?.bytes.toString('hex'));
  }
}
