const fieldError = {
  type: 'object',
  properties: {
    field: { type: 'string', description: "JSON Pointer into the body; '' is the whole of it." },
    header: { type: 'string', description: 'The header, where the field is one.' },
    reason: { type: 'string', description: 'Short and stable.' },
    message: { type: 'string', description: 'For a person. Never repeats the value.' },
  },
  required: ['field', 'message'],
};

/** Schemas of what is answered, by name. */
export const answerSchemas = {
  Problem: {
    type: 'object',
    title: 'A problem document (RFC 9457)',
    properties: {
      type: {
        type: 'string',
        description: 'about:blank, or urn:stamkunde:problem: and a word for machines.',
      },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      instance: { type: 'string' },
      traceId: { type: 'string', description: 'Tell it to those who run this service.' },
      errors: { type: 'array', items: fieldError },
    },
    required: ['type', 'title', 'status', 'detail'],
  },
  FactsAnswer: {
    type: 'object',
    properties: {
      accepted: { type: 'integer', description: 'Facts acknowledged by all in-sync replicas of Kafka.' },
      refused: { type: 'integer' },
      results: {
        type: 'array',
        description: 'One for each fact, in the order they were sent.',
        items: {
          oneOf: [
            {
              type: 'object',
              properties: { status: { const: 202 }, factId: { type: 'string' } },
              required: ['status', 'factId'],
              additionalProperties: false,
            },
            { allOf: [{ $ref: '#/components/schemas/Problem' }, { required: ['errors'] }] },
          ],
        },
      },
    },
    required: ['accepted', 'refused', 'results'],
    additionalProperties: false,
  },
};
