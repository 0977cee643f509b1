import type { Publish } from '@stamkunde/stream';
import type { Heard } from './domain/cloud-event.ts';
import { type FactsAnswer, factsAnswer } from './facts-answer.ts';
import type { WayOut } from './way-out.ts';

/** Takes what was understood of a request; `path` is where it was asked. */
export type TakeFacts<F> = (
  heard: readonly Heard<F>[],
  traceparent: string,
  path: string,
) => Promise<FactsAnswer>;

/**
 * Takes what was understood of a request and answers when all in-sync replicas have it. What was not understood is
 * answered, and keeps nothing else from being taken. Folds nothing and remembers nothing: a fact sent twice goes out
 * twice, with the same id.
 */
export function takeFacts<F extends { readonly factId: string }>({
  publish,
  out,
}: {
  publish: Publish;
  out: WayOut<F>;
}): TakeFacts<F> {
  return async function onFacts(heard, traceparent, path) {
    const answer = factsAnswer(heard, path);
    const outgoing = heard.flatMap((one) =>
      'fact' in one ? [out(one.fact, one.traceparent ?? traceparent)] : [],
    );
    await publish(outgoing); // the answer is worth nothing before this
    return answer;
  };
}
