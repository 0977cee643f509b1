import { connect, type Socket } from 'node:net';
import { type Connection, registerSchema, topics, writer } from '@stamkunde/contracts';
import { publisher } from '@stamkunde/stream';
import { hostileRequests, rawRequest } from '@stamkunde/testing';
import fc from 'fast-check';
import type { Fault } from '../fault.ts';
import type { Member } from '../world/member.ts';
import type { World } from '../world/world.ts';

const key = 'a-key-for-hostile-requests';
const callersAtOnce = 8;
const slowSockets = 100;
/** Of memory, between the first fifth of the requests and the last one. */
const growthMax = 0.25;
/** How long ingest waits for a request to arrive, and some more. */
const slowClosedWithinMs = 40_000;

export const hostileHttp: readonly Fault[] = [
  {
    id: 'X1',
    what: 'hostile HTTP requests to ingest',
    async run(world) {
      const requests = world.options.long ? 100_000 : 10_000;
      await declareSite(world);
      const ingest = world.launch({ FAULTS_KEY: key }, 'ingest');
      await ingest.ready();
      await world.member();
      const url = ingest.urls['api'] ?? '';
      await expectTaken(world, url, 1);
      const slow = slowlySent(url);
      const memory = await attack(world, ingest, url, requests);
      await expectTaken(world, url, 2);
      world.expectAlive(ingest, 'under hostile requests');
      await expectClosed(world, slow);
      await world.atEnd();
      const { facts } = await world.evidence();
      world.expect(
        facts.messages === 2,
        `${facts.messages} messages on order-lines, not the 2 that were valid`,
      );
      world.notes.push(
        `ingest from ${(memory.early / 1e6).toFixed(0)} to ${(memory.late / 1e6).toFixed(0)} MB`,
      );
      world.expectWithin(
        memory.late <= memory.early * (1 + growthMax),
        `memory of ingest grew from ${memory.early} to ${memory.late} bytes`,
      );
      return requests;
    },
  },
];

async function declareSite({ system }: World): Promise<void> {
  const id = await registerSchema(topics.connections, system.registry);
  const connection: Connection = {
    siteId: 'theatre',
    version: 1,
    name: 'Theatre',
    apiKeys: ['env:FAULTS_KEY'],
    factsPerSecondMax: 1_000_000,
    browserOrigins: [],
    unsignedPairings: 'accept',
    pairingKeys: [],
  };
  const out = publisher(system.connection, { source: '/faults' });
  await out.publish([
    {
      topic: topics.connections.name,
      key: connection.siteId,
      value: writer(topics.connections, id).write(connection),
      trace: { correlationId: 'faults', traceparent: undefined, origin: 'live' },
      event: { id: 'theatre@1', type: 'Connection' },
    },
  ]);
  await out.close();
}

/** A decent request is taken, however many others come beside it. */
async function expectTaken(world: World, url: string, number: number): Promise<void> {
  const fact = {
    type: 'LineBought',
    orderId: 'decent',
    lineId: `L${number}`,
    quantity: 1,
    occurredAt: '2024-01-01T00:00:00Z',
  };
  const answer = await fetch(`${url}/v1/facts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(fact),
  });
  world.expect(answer.status === 202, `a valid fact was answered ${answer.status}: ${await answer.text()}`);
}

async function attack(world: World, ingest: Member, url: string, requests: number) {
  const { seed } = world.options;
  const hostile = fc.sample(hostileRequests(['/v1/facts', '/v1/openapi.json']), {
    numRuns: Math.min(requests, 10_000),
    seed,
  });
  const statuses = new Map<string, number>();
  let early = 0;
  let next = 0;
  const caller = async () => {
    for (let at = next++; at < requests; at = next++) {
      const request = hostile[at % hostile.length];
      if (request === undefined) return;
      // Half of them come from somebody who has a key, and get further.
      const bytes = at % 2 === 0 ? request.bytes : withKey(request.bytes);
      const answer = await rawRequest(url, bytes, 20_000).catch((error: Error) => error);
      if (answer instanceof Error) world.expect(false, answer.message);
      else if (answer !== undefined) noteAnswer(world, statuses, answer, bytes);
      if (at === Math.floor(requests / 5)) early = (await ingest.rssBytes()) ?? 0;
      if (at % 1_000 === 0) world.options.say(`${at} requests`);
    }
  };
  await Promise.all(Array.from({ length: callersAtOnce }, caller));
  world.notes.push(
    `answers: ${[...statuses]
      .sort()
      .map(([status, count]) => `${count} × ${status}`)
      .join(', ')}`,
  );
  return { early, late: (await ingest.rssBytes()) ?? 0 };
}

function noteAnswer(
  world: World,
  statuses: Map<string, number>,
  answer: NonNullable<Awaited<ReturnType<typeof rawRequest>>>,
  bytes: Buffer,
): void {
  const { status, headers } = answer;
  statuses.set(String(status), (statuses.get(String(status)) ?? 0) + 1);
  const isProblem = headers['content-type']?.startsWith('application/problem+json') ?? false;
  const about = `${status} to ${JSON.stringify(bytes.toString('latin1', 0, 200))}`;
  world.expect(status < 500 || status === 503 || status === 505 || status === 501, `answered ${about}`);
  world.expect(
    status < 400 || isProblem || bytes.subarray(0, 4).toString() === 'HEAD',
    `no problem document with ${about}`,
  );
}

function withKey(bytes: Buffer): Buffer {
  const end = bytes.indexOf('\r\n');
  if (end < 0) return bytes;
  return Buffer.concat([
    bytes.subarray(0, end),
    Buffer.from(`\r\nAuthorization: Bearer ${key}`),
    bytes.subarray(end),
  ]);
}

/** Requests of which a byte comes now and then, and that never end. */
function slowlySent(url: string): { readonly sockets: readonly Socket[]; stop(): void } {
  const { hostname, port } = new URL(url);
  const sockets = Array.from({ length: slowSockets }, () => {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write('POST /v1/facts HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
    return socket;
  });
  const dripping = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write('x');
  }, 500);
  return {
    sockets,
    stop() {
      clearInterval(dripping);
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function expectClosed(world: World, { sockets, stop }: ReturnType<typeof slowlySent>): Promise<void> {
  const deadline = performance.now() + slowClosedWithinMs;
  const open = () => sockets.filter(({ closed, destroyed }) => !closed && !destroyed).length;
  while (open() > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 250));
  world.expect(open() === 0, `${open()} connections that never finish their request are still open`);
  stop();
}
