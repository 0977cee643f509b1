import { createHash } from 'node:crypto';
import type { Publish } from '@stamkunde/stream';
import type { BillettenFacts } from './domain/billetten-facts.ts';
import { fromBilletten } from './domain/billetten-message.ts';
import type { FactMetrics } from './fact-metrics.ts';
import { type FactsAnswer, refusal } from './facts-answer.ts';
import type { WayOut } from './way-out.ts';

/** The way out to each topic that a message of Billetten speaks of. */
export type BillettenOut = {
  readonly [topic in keyof BillettenFacts]: WayOut<BillettenFacts[topic][number]>;
};

interface Ports {
  readonly publish: Publish;
  readonly out: BillettenOut;
  readonly metrics: FactMetrics;
}

/**
 * Takes a message of Billetten whole, or throws what is wrong with it, and answers when all in-sync replicas have every
 * fact of it. What falls between two topics in a crash is sent again with the message, as the same facts.
 */
export function takeBilletten({ publish, out, metrics }: Ports) {
  return async function onBilletten(
    body: unknown,
    siteId: string,
    traceparent: string,
  ): Promise<FactsAnswer['body']> {
    const proofHash = createHash('sha256').update(JSON.stringify(body)).digest('hex');
    const outcome = fromBilletten(body, siteId, Date.now(), proofHash);
    if ('faults' in outcome) {
      metrics.heard([outcome]);
      throw refusal(outcome.faults);
    }
    const { orderLines, customers, permissionStatements, siteEvents } = outcome.facts;
    const outgoing = [
      ...orderLines.map((fact) => out.orderLines(fact, traceparent)),
      ...customers.map((fact) => out.customers(fact, traceparent)),
      ...permissionStatements.map((fact) => out.permissionStatements(fact, traceparent)),
      ...siteEvents.map((fact) => out.siteEvents(fact, traceparent)),
    ];
    metrics.heard(outgoing.map(({ event }) => ({ fact: event })));
    await publish(outgoing); // the answer is worth nothing before this
    return {
      accepted: outgoing.length,
      refused: 0,
      results: outgoing.map(({ event }) => ({ status: 202, factId: event.id })),
    };
  };
}
