import type { FactSent } from '../demo/ticket-office.ts';

/** How ingest answered. */
export interface Answer {
  readonly status: number;
  /** Ids of the facts it has taken, all of them acknowledged by Kafka. */
  readonly factIds: readonly string[];
  /** What it would not take: the field, and what is wrong with it. */
  readonly faults: readonly { readonly field: string; readonly message: string }[];
}

interface Problem {
  readonly detail?: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

/** Sends facts to ingest over HTTP, as a shop's own program would. Rejects only when nobody answers. */
export type SendFacts = (facts: readonly FactSent[]) => Promise<Answer>;

const answerTimeoutMs = 20_000;

export function factSender(ingestUrl: string, apiKey: string): SendFacts {
  const url = new URL('/v1/facts', ingestUrl);
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` };
  return async (facts) => {
    const body = JSON.stringify(facts.length === 1 ? facts[0] : facts);
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    const answer = (await response.json()) as Problem & {
      results?: readonly (Problem & { factId?: string })[];
    };
    const results = answer.results ?? [answer];
    return {
      status: response.status,
      factIds: results.flatMap((one) => ('factId' in one && one.factId !== undefined ? [one.factId] : [])),
      faults: [answer, ...(answer.results ?? [])].flatMap((one) => one.errors ?? []),
    };
  };
}
