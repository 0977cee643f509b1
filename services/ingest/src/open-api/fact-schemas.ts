import { ID_LENGTH_MAX, LONG_MAX } from '@stamkunde/contracts';
import { TYPE_PREFIX } from '../domain/cloud-event.ts';
import { AHEAD_HOURS_MAX } from '../domain/happened-at.ts';
import { KINDS } from '../domain/to-fact.ts';

const id = (description: string) => ({ type: 'string', minLength: 1, maxLength: ID_LENGTH_MAX, description });
const orNull = <S extends { type: string }>(schema: S) => ({ ...schema, type: [schema.type, 'null'] });
const uuid = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';
const whole = (minimum: number, description: string, maximum = LONG_MAX) => ({
  type: 'integer',
  minimum,
  maximum,
  description,
});

/** As the contract has it; what lies beyond, its rule refuses. */
const PIECES_MAX = 1_000_000_000;

const anyKind = {
  siteId: orNull({
    type: 'string',
    pattern: '^[a-z0-9-]{1,64}$',
    description: 'The site of the API key. It may be left out; another site is refused.',
  }),
  orderId: id('The order at its source.'),
  occurredAt: {
    type: 'string',
    format: 'date-time',
    description: `When it happened, ISO 8601 with zone, at most ${AHEAD_HOURS_MAX} hours ahead of the clock of the service. In a CloudEvent it may be left out: \`time\` is taken then.`,
  },
  version: orNull(
    whole(
      0,
      "The source's version of what is stated; the highest wins. `occurredAt` in milliseconds when absent.",
    ),
  ),
  buyer: {
    description:
      'Who the order belongs to: an e-mail address, the id of a contact, or a guest. Absent says nothing and changes nothing.',
    oneOf: [
      { type: 'null' },
      {
        type: 'object',
        properties: { email: { type: 'string', minLength: 3, maxLength: 320 } },
        required: ['email'],
        additionalProperties: false,
      },
      {
        type: 'object',
        properties: { contactId: { type: 'string', pattern: uuid } },
        required: ['contactId'],
        additionalProperties: false,
      },
      {
        type: 'object',
        properties: { guest: { const: true } },
        required: ['guest'],
        additionalProperties: false,
      },
    ],
  },
  country: orNull({
    type: 'string',
    maxLength: 100,
    description: 'Country of the buyer as the source writes it.',
  }),
  reference: orNull({
    type: 'string',
    maxLength: ID_LENGTH_MAX,
    description: 'The number people see, such as a credit note.',
  }),
  factId: orNull({
    type: 'string',
    pattern: uuid,
    description: 'Made of the content when absent, so that the same content sent twice is the same fact.',
  }),
  correlationId: orNull(id('Follows the fact through every topic and outward call; the factId when absent.')),
  origin: {
    enum: ['live', 'backfill', null],
    description: 'History changes totals and sends nothing to anybody. `live` when absent.',
  },
};

const kind = (...types: readonly string[]) => ({
  type: { enum: types, description: 'What happened.' },
});

const lineBought = {
  type: 'object',
  title: 'A line bought',
  description: 'One seat or product row of an order, as bought. A newer version replaces an older one.',
  properties: {
    ...kind('LineBought'),
    ...anyKind,
    lineId: id('The line within its order, stable.'),
    quantity: whole(0, 'Pieces bought.', PIECES_MAX),
    unitPrice: {
      description: 'Price of one piece, exactly. A JSON number is refused: floats are not money.',
      oneOf: [
        { type: 'null' },
        {
          type: 'string',
          pattern: '^-?[0-9]{1,15}(\\.[0-9]{1,20})?$',
          description: 'At most six decimals that are not zero.',
        },
        {
          type: 'object',
          description: 'amount × 10^-scale: 255 at scale 2 is 2.55.',
          properties: {
            amount: { type: 'integer', minimum: -LONG_MAX, maximum: LONG_MAX },
            scale: { type: 'integer', minimum: 0, maximum: 6 },
          },
          required: ['amount', 'scale'],
          additionalProperties: false,
        },
      ],
    },
    currency: orNull({
      type: 'string',
      pattern: '^[A-Z]{3}$',
      description: 'ISO 4217. With unitPrice, and only then.',
    }),
    priceBasis: {
      enum: ['gross', 'net', null],
      description: 'Whether tax is in unitPrice. With unitPrice, and only then; never guessed.',
    },
    productId: orNull(id('The product or show, as in the product feed.')),
    productName: orNull({ type: 'string', maxLength: 500, description: 'Its name for people.' }),
  },
  required: ['type', 'orderId', 'occurredAt', 'lineId', 'quantity'],
  oneOf: [
    {
      title: 'with a price',
      properties: {
        unitPrice: { type: ['string', 'object'] },
        currency: { type: 'string' },
        priceBasis: { type: 'string' },
      },
      required: ['unitPrice', 'currency', 'priceBasis'],
    },
    {
      title: 'without a price',
      properties: { unitPrice: { type: 'null' }, currency: { type: 'null' }, priceBasis: { type: 'null' } },
    },
  ],
  additionalProperties: false,
};

const lineCancelled = {
  type: 'object',
  title: 'Pieces of a line taken back',
  description:
    'May come before the line. A second one with the same cancellationId is the same cancellation.',
  properties: {
    ...kind('LineCancelled'),
    ...anyKind,
    lineId: id('The line within its order.'),
    quantity: orNull(
      whole(
        0,
        'Pieces taken back. Absent: the whole line, whatever its quantity turns out to be.',
        PIECES_MAX,
      ),
    ),
    cancellationId: orNull(
      id(
        'Which cancellation. Made of the content when absent: two with equal content are one, so tell equal ones apart.',
      ),
    ),
  },
  required: ['type', 'orderId', 'occurredAt', 'lineId'],
  additionalProperties: false,
};

const orderStated = {
  type: 'object',
  title: 'Something about an order as a whole',
  description: 'Annulled, re-instated, or described: by buyer, country and reference.',
  properties: { ...kind('OrderAnnulled', 'OrderReinstated', 'OrderDescribed'), ...anyKind },
  required: ['type', 'orderId', 'occurredAt'],
  additionalProperties: false,
};

const data = ({
  required,
  ...schema
}: { readonly required: readonly string[] } & Readonly<Record<string, unknown>>) => ({
  ...schema,
  required: required.filter((name) => name !== 'type' && name !== 'occurredAt'),
});

/** Schemas of what is sent, by name. */
export const factSchemas = {
  LineBought: lineBought,
  LineCancelled: lineCancelled,
  OrderStated: orderStated,
  Fact: {
    oneOf: [
      { $ref: '#/components/schemas/LineBought' },
      { $ref: '#/components/schemas/LineCancelled' },
      { $ref: '#/components/schemas/OrderStated' },
    ],
  },
  CloudEvent: {
    type: 'object',
    title: 'A fact in a CloudEvent 1.0',
    description: 'The envelope fills in what data leaves out: type, occurredAt by time, correlationId by id.',
    properties: {
      specversion: { const: '1.0' },
      id: {
        type: 'string',
        minLength: 1,
        maxLength: ID_LENGTH_MAX,
        description: 'Becomes the correlation id.',
      },
      source: { type: 'string', minLength: 1, maxLength: 2_000 },
      type: {
        enum: KINDS.map((one) => TYPE_PREFIX + one),
      },
      time: {
        type: 'string',
        format: 'date-time',
        description: `At most ${AHEAD_HOURS_MAX} hours ahead of the clock of the service.`,
      },
      datacontenttype: { const: 'application/json' },
      traceparent: { type: 'string', description: 'W3C trace context, carried along with the fact.' },
      data: { anyOf: [data(lineBought), data(lineCancelled), data(orderStated)] },
    },
    required: ['specversion', 'id', 'source', 'type', 'data'],
  },
};
