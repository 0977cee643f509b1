import { FACTS_MAX } from '../domain/items-of.ts';
import { PAGE_EVENTS_MAX } from '../domain/page-message.ts';
import { answers, problem } from './answers.ts';
import { billettenExamples, pageExamples, siteEventExamples } from './site-examples.ts';

const schema = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const site = {
  name: 'site',
  in: 'path',
  required: true,
  description: 'The site that is spoken for.',
  schema: { type: 'string', pattern: '^[a-z0-9-]{1,64}$' },
};
const { 207: _partly, 409: _inUse, ...answersToOne } = answers;

const foreignOrigin = problem(
  403,
  'The Origin is none of those the connection of the site declares; nothing is said of whether there is such a site.',
  {
    type: 'foreign-origin',
    title: 'Forbidden',
    detail: 'Pages of this origin may not send events of this site.',
  },
);

const pageBody = { schema: schema('PageMessage'), examples: pageExamples };

/** How servers and pages tell what visitors do. */
export const siteOperations = {
  '/v1/sites/{site}/site-events': {
    post: {
      operationId: 'sendSiteEvents',
      summary: 'Send what visitors do, from a server',
      description:
        'As facts are sent: one or many, plain or as CloudEvents, each taken or refused by itself, with an Idempotency-Key if need be. An address becomes a contactId and is not kept.',
      parameters: [site],
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: {
              anyOf: [
                schema('SiteEvent'),
                { type: 'array', minItems: 1, maxItems: FACTS_MAX, items: schema('SiteEvent') },
              ],
            },
            examples: siteEventExamples,
          },
        },
      },
      responses: answers,
    },
  },
  '/v1/sites/{site}/billetten': {
    post: {
      operationId: 'sendBillettenMessage',
      summary: 'Take a message of Billetten',
      description:
        'One message a request, taken whole or not at all. Sent again it is the same facts, by its id and content.',
      parameters: [site],
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: schema('BillettenMessage'), examples: billettenExamples },
        },
      },
      responses: answersToOne,
    },
  },
  '/v1/sites/{site}/browser-events': {
    post: {
      operationId: 'sendPageEvents',
      summary: 'Send what visitors do, from a page',
      description: `For pages of the origins that the site has declared. At most ${PAGE_EVENTS_MAX} events and 64 KiB. Answers say what was sent, and nothing of what is known.`,
      security: [],
      parameters: [site],
      requestBody: {
        required: true,
        content: { 'text/plain': pageBody, 'application/json': pageBody },
      },
      responses: { ...answersToOne, 207: answers[207], 403: foreignOrigin },
    },
  },
  '/v1/tracker.js': {
    get: {
      operationId: 'readTracker',
      summary: 'The script that pages load',
      security: [],
      responses: {
        200: {
          description: 'A classic script.',
          content: { 'text/javascript': { schema: { type: 'string' } } },
        },
        304: { description: 'The one you have.' },
      },
    },
  },
  '/v1/tracker.json': {
    get: {
      operationId: 'readTrackerIntegrity',
      summary: 'By which hash a page may insist on the script',
      security: [],
      responses: {
        200: {
          description: 'The address of the script, its hash for `integrity`, and its size.',
          content: { 'application/json': { schema: { type: 'object' } } },
        },
      },
    },
  },
};
