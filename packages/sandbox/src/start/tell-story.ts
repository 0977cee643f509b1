import { setTimeout as pause } from 'node:timers/promises';
import { contactIdOf } from '@stamkunde/contracts';
import type { Board } from './board.ts';
import type { SendFacts } from './fact-sender.ts';
import { fiveSeats, type Step } from './story.ts';

export interface Telling {
  readonly board: Board;
  readonly send: SendFacts;
  readonly siteId: string;
  /** Which telling it is, from 1. */
  readonly number: number;
  /** Between two steps, so that a person can follow. */
  readonly pauseMs: number;
}

const seenWithinMs = 30_000;
const titles = [
  'Five seats are bought, in one order.',
  'They fold into that one order.',
  'The buyer’s totals follow.',
  'Seat C13 is cancelled.',
  'Four seats remain, still one order.',
] as const;

/**
 * Tells the story of the five seats over real HTTP, and waits at each step until it is seen on the topics.
 *
 * @returns whether it ended as it must: four seats, one order
 */
export async function tellStory({ board, send, siteId, number, pauseMs }: Telling): Promise<boolean> {
  const story = fiveSeats(number, Date.now());
  const contactId = contactIdOf(siteId, story.buyer);
  const seen: string[] = [];
  let state: 'waiting' | 'taken' = 'waiting';
  let isCancelled = false;
  const show = () => {
    board.story = {
      orderId: story.orderId,
      seats: story.seats.map((name) => ({
        name,
        state: isCancelled && name === story.cancelledSeat ? 'cancelled' : state,
      })),
      steps: titles.map((title, at): Step => ({ title, seen: seen[at] })),
    };
    board.onChange();
  };
  const say = async (text: string) => {
    seen.push(text);
    show();
    await pause(pauseMs);
  };
  const hand = async (facts: typeof story.purchase) => {
    const began = performance.now();
    const answer = await send(facts);
    board.answered(facts.length, answer);
    return { ...answer, began, tookMs: Math.round(performance.now() - began) };
  };
  const watched = async (check: () => boolean) => {
    await Promise.race([board.until(check), pause(seenWithinMs, undefined, { ref: false })]);
    return check();
  };
  const since = (began: number) => `${Math.round(performance.now() - began)} ms after it was sent`;

  show();
  const bought = await hand(story.purchase);
  const order = () => board.orderNamed(story.orderId);
  const buyer = () => board.buyerKnownAs(contactId);
  const folded = watched(() => order()?.seats === 5).then((holds) => ({ holds, when: since(bought.began) }));
  const totalled = watched(() => buyer()?.seats === 5).then((holds) => ({
    holds,
    when: since(bought.began),
  }));
  await say(`ingest answered ${bought.status} in ${bought.tookMs} ms: every replica of Kafka has them`);
  const fold = await folded;
  state = 'taken';
  await say(`${order()?.seats} seats, ${order()?.value}, ${fold.when}`);
  const total = await totalled;
  await say(`${buyer()?.orders} order, ${buyer()?.seats} seats, ${buyer()?.value}, ${total.when}`);

  const cancelled = await hand(story.cancellation);
  const lessFolded = watched(() => order()?.seats === 4);
  const lessTotalled = watched(() => buyer()?.seats === 4 && buyer()?.orders === 1).then((holds) => ({
    holds,
    when: since(cancelled.began),
  }));
  await say(`ingest answered ${cancelled.status} in ${cancelled.tookMs} ms`);
  const isLess = await lessFolded;
  isCancelled = isLess;
  const end = await lessTotalled;
  await say(`${buyer()?.orders} order, ${buyer()?.seats} seats, ${buyer()?.value}, ${end.when}`);
  return fold.holds && total.holds && isLess && end.holds;
}
