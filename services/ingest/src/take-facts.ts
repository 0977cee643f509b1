import type { OrderLineFact, Writer } from '@stamkunde/contracts';
import type { Publish } from '@stamkunde/stream';
import type { Heard } from './domain/cloud-event.ts';
import { type FactsAnswer, factsAnswer } from './facts-answer.ts';
import { outgoingFact } from './outgoing-fact.ts';

/**
 * Takes what was understood of a request and answers when all in-sync replicas have it. What was not understood is
 * answered, and keeps nothing else from being taken. Folds nothing and remembers nothing: a fact sent twice goes out
 * twice, with the same id.
 */
export function takeFacts({ publish, values }: { publish: Publish; values: Writer<OrderLineFact> }) {
  return async function onFacts(heard: readonly Heard[], traceparent: string): Promise<FactsAnswer> {
    const answer = factsAnswer(heard);
    const outgoing = heard.flatMap((one) =>
      'fact' in one ? [outgoingFact(one.fact, values, one.traceparent ?? traceparent)] : [],
    );
    await publish(outgoing); // the answer is worth nothing before this
    return answer;
  };
}
