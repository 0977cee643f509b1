/** The registry is away or does not answer as it should; asking again later may help. */
export class RegistryUnavailable extends Error {
  override readonly name = 'RegistryUnavailable';
}

/** The registry will not have this schema: it is not compatible with an earlier version, or is no schema. */
export class SchemaRejected extends Error {
  override readonly name = 'SchemaRejected';
}

/** A schema registry that speaks the Confluent protocol. */
export interface SchemaRegistry {
  /** The schema with this id; undefined when there is none, or one that is not Avro. */
  schema(id: number): Promise<object | undefined>;
  /** Registers a schema (again: returns the same id) and asks for FULL_TRANSITIVE on its subject. */
  register(subject: string, schema: object): Promise<number>;
  /** The id of a schema that is registered already; undefined when it is not. */
  idOf(subject: string, schema: object): Promise<number | undefined>;
}

/**
 * Client of the registry at `url`, for instance `http://registry:8080/apis/ccompat/v7`. User and password in the URL
 * become Basic authentication. Throws `RegistryUnavailable` when it is away, `SchemaRejected` when it refuses a schema.
 *
 * @param timeoutMs how long one request may take
 */
export function schemaRegistry(url: string, timeoutMs = 5_000): SchemaRegistry {
  const base = new URL(url);
  const headers: Record<string, string> = { 'content-type': 'application/vnd.schemaregistry.v1+json' };
  if (base.username !== '') {
    const credentials = `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`;
    headers['authorization'] = `Basic ${Buffer.from(credentials).toString('base64')}`;
    base.username = '';
    base.password = '';
  }
  const root = base.href.replace(/\/$/, '');

  async function ask(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ status: number; answer: Record<string, unknown> }> {
    try {
      const init: RequestInit = { method, headers, signal: AbortSignal.timeout(timeoutMs) };
      if (body !== undefined) init.body = JSON.stringify(body);
      const response = await fetch(`${root}${path}`, init);
      const answer = (await response.json()) as Record<string, unknown>;
      if (response.status >= 500) throw new Error(`answers ${response.status}`);
      return { status: response.status, answer };
    } catch (cause) {
      throw new RegistryUnavailable(`schema registry at ${root}: ${String(cause)}`, { cause });
    }
  }

  return {
    async schema(id) {
      const { status, answer } = await ask('GET', `/schemas/ids/${id}`);
      if (status === 404) return undefined;
      if (status !== 200)
        throw new RegistryUnavailable(`schema registry at ${root} answers ${status} for schema ${id}`);
      return avroOf(answer);
    },

    async register(subject, schema) {
      const rule = await ask('PUT', `/config/${encodeURIComponent(subject)}`, {
        compatibility: 'FULL_TRANSITIVE',
      });
      if (rule.status !== 200)
        throw new SchemaRejected(`${subject}: FULL_TRANSITIVE cannot be asked for, ${rule.status}`);
      const body = { schemaType: 'AVRO', schema: JSON.stringify(schema) };
      const { status, answer } = await ask('POST', `/subjects/${encodeURIComponent(subject)}/versions`, body);
      if (status === 200) return Number(answer['id']);
      throw new SchemaRejected(`${subject}: ${status} ${String(answer['message'] ?? '')}`.trim());
    },

    async idOf(subject, schema) {
      const body = { schemaType: 'AVRO', schema: JSON.stringify(schema) };
      const { status, answer } = await ask('POST', `/subjects/${encodeURIComponent(subject)}`, body);
      if (status === 404) return undefined;
      if (status !== 200)
        throw new RegistryUnavailable(`schema registry at ${root} answers ${status} for ${subject}`);
      return Number(answer['id']);
    },
  };
}

/** A registry may hold schemas of other kinds, under ids that anybody can name. */
function avroOf({ schemaType = 'AVRO', schema }: Record<string, unknown>): object | undefined {
  if (schemaType !== 'AVRO') return undefined;
  try {
    return JSON.parse(String(schema)) as object;
  } catch {
    return undefined;
  }
}
