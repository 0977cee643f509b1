import { FACTS_MAX, MEDIA_TYPES_TAKEN } from '../domain/items-of.ts';

const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` });

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

/** A problem document as an answer, with an example. */
export const problem = (status: number, description: string, { type, ...told }: Told, headers?: object) => ({
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

/** What is answered to those who send facts, by status. */
export const answers = {
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
