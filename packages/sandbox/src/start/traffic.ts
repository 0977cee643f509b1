import { setTimeout as pause } from 'node:timers/promises';
import { topics } from '@stamkunde/contracts';
import type { KafkaConnection } from '@stamkunde/stream';
import { chance } from '../demo/chance.ts';
import { ticketOffice } from '../demo/ticket-office.ts';
import type { Board } from './board.ts';
import type { Answer, SendFacts } from './fact-sender.ts';

export interface Traffic {
  readonly seed: number;
  readonly send: SendFacts;
  readonly board: Board;
  /** Mean time between two happenings at the counter; each is some four facts. */
  readonly everyMs: number;
  /** Happenings, all told; endless when absent. */
  readonly happeningsMax?: number;
  readonly stopping: AbortSignal;
  readonly onAnswer?: (answer: Answer) => void;
}

const patienceMs = 1_000;

/** Lets a ticket office work until it is stopped, or has done enough. Waits while ingest is away, and goes on. */
export async function runTraffic(traffic: Traffic): Promise<void> {
  const {
    seed,
    send,
    board,
    everyMs,
    happeningsMax = Number.POSITIVE_INFINITY,
    stopping,
    onAnswer,
  } = traffic;
  const office = ticketOffice(seed);
  const luck = chance(seed + 1);
  for (let happened = 0; happened < happeningsMax && !stopping.aborted; happened++) {
    const { facts } = office.next(Date.now());
    if (facts.length === 0) continue;
    const answer = await handedOver(() => send(facts), stopping);
    if (answer === undefined) return;
    board.answered(facts.length, answer);
    onAnswer?.(answer);
    if (everyMs > 0) await restful(everyMs * (0.4 + 1.2 * luck.fraction()), stopping);
  }
}

/** The answer; asks again while there is none, as a good client does: the same facts twice count once. */
async function handedOver(send: () => Promise<Answer>, stopping: AbortSignal): Promise<Answer | undefined> {
  while (!stopping.aborted) {
    try {
      const answer = await send();
      if (answer.status < 500 && answer.status !== 429) return answer;
    } catch {
      // Ingest is away or being restarted; nothing is lost as long as it is asked again.
    }
    await restful(patienceMs, stopping);
  }
  return undefined;
}

/** What a broken program would write straight to the topic: it becomes a refusal, and the partition goes on. */
export async function writeGarbage({ kafka, nameOf }: KafkaConnection): Promise<void> {
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  const value = Buffer.from('This is no fact.');
  await producer.send({
    topic: nameOf(topics.orderLines.name),
    messages: [{ key: 'demo:broken-program', value }],
  });
  await producer.disconnect();
}

async function restful(ms: number, stopping: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal: stopping }).catch(() => undefined);
}
