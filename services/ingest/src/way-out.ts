import {
  type CustomerFact,
  type OrderLineFact,
  type PermissionStatement,
  type SiteEvent,
  type Topic,
  topics,
  type Writer,
} from '@stamkunde/contracts';
import type { Outgoing } from '@stamkunde/stream';

/** How a fact goes out to its topic, with its key and what travels beside it. */
export type WayOut<F> = (fact: F, traceparent: string | undefined) => Outgoing;

export function orderLinesOut(values: Writer<OrderLineFact>): WayOut<OrderLineFact> {
  return wayOut(topics.orderLines, values, ({ type, occurredAt }) => ({ type, time: occurredAt }));
}

export function siteEventsOut(values: Writer<SiteEvent>): WayOut<SiteEvent> {
  return wayOut(topics.siteEvents, values, ({ type, occurredAt }) => ({ type, time: occurredAt }));
}

export function permissionStatementsOut(values: Writer<PermissionStatement>): WayOut<PermissionStatement> {
  return wayOut(topics.permissionStatements, values, ({ capturedAt }) => ({
    type: 'PermissionStatement',
    time: capturedAt,
  }));
}

export function customersOut(values: Writer<CustomerFact>): WayOut<CustomerFact> {
  return wayOut(topics.customers, values, ({ occurredAt }) => ({ type: 'Customer', time: occurredAt }));
}

interface Told {
  readonly factId: string;
  readonly correlationId: string;
  readonly origin: 'live' | 'backfill';
}

function wayOut<F extends Told>(
  topic: Topic<F>,
  values: Writer<F>,
  eventOf: (fact: F) => { readonly type: string; readonly time: number },
): WayOut<F> {
  return (fact, traceparent) => ({
    topic: topic.name,
    key: topic.key(fact),
    value: values.write(fact),
    trace: { correlationId: fact.correlationId, traceparent, origin: fact.origin },
    event: { id: fact.factId, ...eventOf(fact) },
  });
}
