import { FACTS_MAX, mediaTypes } from '../domain/items-of.ts';
import { answerSchemas } from './answer-schemas.ts';
import { answers } from './answers.ts';
import { requestExamples } from './fact-examples.ts';
import { factSchemas } from './fact-schemas.ts';
import { siteOperations } from './site-operations.ts';
import { siteSchemas } from './site-schemas.ts';

const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const bodySchemas: Readonly<Record<(typeof mediaTypes)[number], object>> = {
  'application/json': {
    anyOf: [schema('Fact'), { type: 'array', minItems: 1, maxItems: FACTS_MAX, items: schema('Fact') }],
  },
  'application/cloudevents+json': schema('CloudEvent'),
  'application/cloudevents-batch+json': {
    type: 'array',
    minItems: 1,
    maxItems: FACTS_MAX,
    items: schema('CloudEvent'),
  },
};

const header = (name: string, description: string, more: object = { type: 'string' }) => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: more,
});

/** How to speak to this service: OpenAPI 3.1. Its examples are sent to the service by a spec. */
export const openApi = {
  openapi: '3.1.1',
  info: {
    title: 'Stamkunde ingest',
    version: '1',
    description:
      'Takes what happened in a shop or a ticket office, one fact or many, and answers when it is safe.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  security: [{ apiKey: [] }],
  paths: {
    '/v1/facts': {
      post: {
        operationId: 'sendFacts',
        summary: 'Send facts',
        description:
          'Every fact is taken or refused by itself. A fact is known by its factId, so sending one again changes nothing.',
        parameters: [
          header(
            'Idempotency-Key',
            'The same key with the same request is answered with the same answer for 24 hours, without sending anything again.',
            { type: 'string', minLength: 1, maxLength: 257 },
          ),
          header('traceparent', 'W3C trace context, carried along with the facts.'),
          header(
            'ce-specversion',
            'Makes the request a CloudEvent in binary form: its attributes as ce- headers, its data as the body.',
            {
              const: '1.0',
            },
          ),
          header('ce-id', 'Required in binary form; becomes the correlation id.'),
          header('ce-source', 'Required in binary form.'),
          header('ce-type', 'Required in binary form: dk.stamkunde. and the kind of fact.'),
          header('ce-time', 'Taken as occurredAt when the body has none.'),
        ],
        requestBody: {
          required: true,
          content: Object.fromEntries(
            mediaTypes.map((type) => [type, { schema: bodySchemas[type], examples: requestExamples[type] }]),
          ),
        },
        responses: answers,
      },
    },
    ...siteOperations,
    '/v1/openapi.json': {
      get: {
        operationId: 'readOpenApi',
        summary: 'This document',
        security: [],
        responses: {
          200: {
            description: 'OpenAPI 3.1.',
            content: { 'application/json': { schema: { type: 'object' } } },
          },
        },
      },
    },
  },
  components: {
    securitySchemes: {
      apiKey: {
        type: 'http',
        scheme: 'bearer',
        description: 'A key that the connection of the site refers to.',
      },
    },
    schemas: { ...factSchemas, ...siteSchemas, ...answerSchemas },
  },
};
