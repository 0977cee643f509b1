import { FACTS_MAX, MEDIA_TYPES_TAKEN, mediaTypes } from '../domain/items-of.ts';
import { answerSchemas } from './answer-schemas.ts';
import { requestExamples } from './fact-examples.ts';
import { factSchemas } from './fact-schemas.ts';

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

const retryAfter = {
  'Retry-After': {
    description: 'Seconds to wait before trying again.',
    schema: { type: 'integer', minimum: 1 },
  },
};

interface Told {
  readonly type?: string;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly object[];
}

const problem = (status: number, description: string, { type, ...told }: Told, headers?: object) => ({
  description,
  ...(headers === undefined ? {} : { headers }),
  content: {
    'application/problem+json': {
      schema: schema('Problem'),
      example: {
        type: type === undefined ? 'about:blank' : `urn:stamkunde:problem:${type}`,
        status,
        ...told,
        instance: '/v1/facts',
        traceId: '0af7651916cd43dd8448eb211c80319c',
      },
    },
  },
});

const factId = '7d3f6a52-3c0e-5b0e-8f3d-2a1b4c5d6e7f';
const invalidFact = {
  type: 'invalid-fact',
  title: 'Not a valid fact',
  detail: 'Some fields are not valid.',
};
const floatMoney = (field: string) => ({
  field,
  reason: 'float-money',
  message: 'unitPrice is a JSON number: money is a string such as "2.55", floats are not money',
});

const answers = {
  202: {
    description: 'All of it is taken: every in-sync replica of Kafka has it.',
    content: {
      'application/json': {
        schema: schema('FactsAnswer'),
        example: { accepted: 1, refused: 0, results: [{ status: 202, factId }] },
      },
    },
  },
  207: {
    description:
      'A part of it is taken, as 202 says; the rest is not, and each such fact has a problem document in its place. Not 202, so that nobody who looks at the status alone takes a part for the whole.',
    content: {
      'application/json': {
        schema: schema('FactsAnswer'),
        example: {
          accepted: 1,
          refused: 1,
          results: [
            { status: 202, factId },
            {
              ...invalidFact,
              type: 'urn:stamkunde:problem:invalid-fact',
              status: 422,
              instance: '/v1/facts',
              errors: [floatMoney('/1/unitPrice')],
            },
          ],
        },
      },
    },
  },
  400: problem(
    400,
    'The body is not JSON, not UTF-8, nested too deep, or empty; or the Idempotency-Key is none.',
    {
      type: 'unreadable-body',
      title: 'Bad Request',
      detail: 'The body is not JSON.',
    },
  ),
  401: problem(
    401,
    'No site has this key.',
    { title: 'Unauthorized', detail: 'A valid key is needed: Authorization: Bearer <key>.' },
    { 'WWW-Authenticate': { schema: { const: 'Bearer' } } },
  ),
  403: problem(403, 'Every fact in it names another site than that of the key. Nothing is taken.', {
    type: 'other-site',
    title: 'Forbidden',
    detail: 'This key may not speak for that site.',
    errors: [{ field: '/siteId', reason: 'other-site', message: 'siteId is not the site of this API key' }],
  }),
  405: problem(405, 'Only POST is taken here.', {
    title: 'Method Not Allowed',
    detail: 'This path takes POST.',
  }),
  408: problem(408, 'The request took too long to arrive.', {
    title: 'Request Timeout',
    detail: 'The request took too long to arrive.',
  }),
  409: problem(
    409,
    'A request with this Idempotency-Key is still being answered.',
    {
      type: 'idempotency-key-in-use',
      title: 'Conflict',
      detail: 'The request with this Idempotency-Key is still being answered.',
    },
    retryAfter,
  ),
  413: problem(413, `The body exceeds 1 MiB, or carries more than ${FACTS_MAX} facts. Nothing is taken.`, {
    type: 'too-many-facts',
    title: 'Payload Too Large',
    detail: `One request carries at most ${FACTS_MAX} facts.`,
  }),
  415: problem(
    415,
    'The body has another media type than those below, another charset than UTF-8, or is compressed.',
    {
      title: 'Unsupported Media Type',
      detail: MEDIA_TYPES_TAKEN,
    },
  ),
  422: problem(
    422,
    'Nothing in it is a valid fact; or the Idempotency-Key belongs to another request. Nothing is taken.',
    {
      ...invalidFact,
      errors: [floatMoney('/unitPrice')],
    },
  ),
  429: problem(
    429,
    'The site sends more facts a second than its connection allows; or too many wrong keys came from this address.',
    {
      title: 'Too Many Requests',
      detail: 'This site sends more facts a second than its connection allows.',
    },
    retryAfter,
  ),
  431: problem(431, 'The header fields are too large.', {
    title: 'Request Header Fields Too Large',
    detail: 'The header fields are too large.',
  }),
  500: problem(
    500,
    'A mistake on this side. Whether anything was taken is not known; sending it again is right.',
    {
      title: 'Internal Server Error',
      detail: 'Something is wrong on this side. It has been noted.',
    },
  ),
  503: problem(
    503,
    'Kafka did not acknowledge in time, or too many facts wait for it; with an Idempotency-Key also when MongoDB is away. Sending it again is right, whatever became of this one.',
    {
      title: 'Service Unavailable',
      detail: 'Something needed for this is away just now; try again.',
    },
    retryAfter,
  ),
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
    schemas: { ...factSchemas, ...answerSchemas },
  },
};
