import { connect, createServer, type Server, type Socket } from 'node:net';
import { connectMongo } from '@stamkunde/service';
import { Unavailable } from '@stamkunde/stream';
import { stackFromEnv, uniqueName } from '@stamkunde/testing';
import type { Connection, mongo } from 'mongoose';
import { type Guarded, type GuardedCollection, guardedCollection } from './guarded-collection.ts';

interface Note extends Guarded {
  readonly text?: string;
}

let line: Line;
let connection: Connection;
let notes: GuardedCollection<Note>;

beforeEach(async () => {
  line = await lineTo(new URL(stackFromEnv().mongoUri));
  const uri = `mongodb://127.0.0.1:${line.port}/?directConnection=true`;
  connection = await connectMongo(uri, {
    appName: 'guarded.int.spec',
    serverSelectionTimeoutMs: 300,
    retryWrites: false,
  });
  const database = connection.useDb(uniqueName('guarded'));
  notes = guardedCollection(database.collection('notes') as unknown as mongo.Collection<Note>);
  expect(await notes.write([{ document: { _id: 'a', rev: 1 }, over: 0 }])).toEqual([]);
});

afterEach(async () => {
  await connection.close();
  await line.cut();
});

describe('while the database is away', () => {
  it('reading and writing throw Unavailable, so that the batch is tried again', async () => {
    await line.cut();
    await expect(notes.read(['a'])).rejects.toThrow(Unavailable);
    await expect(notes.write([{ document: { _id: 'b', rev: 1 }, over: 0 }])).rejects.toThrow(Unavailable);
    await expect(notes.write([{ document: { _id: 'a', rev: 2 }, over: 1 }])).rejects.toThrow(Unavailable);
  });

  it('so does a write that is under way', async () => {
    const many = Array.from({ length: 500 }, (_, index) => ({
      document: { _id: `n${index}`, rev: 1, text: 'x'.repeat(20_000) },
      over: 0,
    }));
    const writing = notes.write(many);
    await line.cut();
    await expect(writing).rejects.toThrow(Unavailable);
  });
});

it('what will never work is thrown as it is', async () => {
  const huge = { _id: 'b', rev: 1, text: 'x'.repeat(17_000_000) };
  const error = await notes.write([{ document: huge, over: 0 }]).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(Unavailable);
});

interface Line {
  readonly port: number;
  /** Breaks what is connected, and lets nobody connect again. */
  cut(): Promise<void>;
}

/** A way to a server that can be cut. */
function lineTo({ hostname, port }: URL): Promise<Line> {
  const open = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    open.add(socket);
    return socket.on('close', () => open.delete(socket)).on('error', () => undefined);
  };
  const server: Server = createServer((near) => {
    const far = keep(connect(Number(port), hostname));
    keep(near).pipe(far).pipe(near);
  });
  const cut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of open) socket.destroy();
    });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({ port: typeof address === 'object' && address !== null ? address.port : 0, cut });
    });
  });
}
