import type { AnySchema } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type SampleIngest, sampleIngest, sampleKey } from '../sample-ingest.ts';
import { openApi } from './open-api.ts';
import { siteOperations } from './site-operations.ts';

let ingest: SampleIngest;
beforeAll(async () => {
  ingest = await sampleIngest();
});
afterAll(() => ingest.close());

const rooted = (schema: unknown) =>
  JSON.parse(JSON.stringify(schema).replaceAll('#/components/', 'api#/components/')) as AnySchema;
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(rooted(openApi), 'api');

type Content = Record<
  string,
  { readonly schema: object; readonly examples: Record<string, { value: object }> }
>;

const places = Object.entries(siteOperations).flatMap(([path, operation]) =>
  'post' in operation
    ? Object.entries(operation.post.requestBody.content as Content).map(
        ([type, content]): [string, string, Content[string]] => [path, type, content],
      )
    : [],
);
const examples = places.flatMap(([path, type, { schema, examples: named }]) =>
  Object.entries(named).map(([name, { value }]): [string, string, string, object, object] => [
    name,
    path,
    type,
    schema,
    value,
  ]),
);

async function post(path: string, type: string, value: unknown): Promise<number> {
  const response = await fetch(ingest.url + path.replace('{site}', 'demo'), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${sampleKey}`,
      origin: 'https://shop.example',
      'content-type': type,
      connection: 'close',
    },
    body: JSON.stringify(value),
  });
  await response.arrayBuffer();
  return response.status;
}

it.each(examples)(
  'the example of %s, to %s as %s, fits its schema and is taken',
  async (_, path, type, schema, value) => {
    const check = ajv.compile(rooted(schema));
    expect(check(value) ? [] : check.errors).toEqual([]);
    expect(await post(path, type, value)).toBe(202);
  },
);

it.each(examples)(
  'a field nobody knows in %s, to %s as %s, is refused by schema and service',
  async (_, path, type, schema, value) => {
    const strange = JSON.parse(
      JSON.stringify(value).replace('"occurredAt":', '"colour":"red","occurredAt":'),
    );
    expect(ajv.compile(rooted(schema))(strange)).toBe(false);
    expect([207, 422]).toContain(await post(path, type, strange));
  },
);
