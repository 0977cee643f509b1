import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { eventually, stackFromEnv, uniqueName } from '@stamkunde/testing';
import type { Connection } from 'mongoose';
import { connectMongo } from './connect-mongo.ts';
import { isUnavailable } from './is-unavailable.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function connected(
  uri: string,
  options: Partial<Parameters<typeof connectMongo>[1]> = {},
): Promise<Connection> {
  const connection = await connectMongo(uri, { appName: 'spec', ...options });
  open.push(connection);
  return connection;
}

describe('a connection to MongoDB', () => {
  const { mongoUri } = stackFromEnv();

  it('writes to a majority and creates nothing on the side', async () => {
    const connection = await connected(mongoUri);
    const { writeConcern, readConcern, retryWrites, appName } = connection.getClient().options;
    expect({ writeConcern, readConcern, retryWrites, appName }).toMatchObject({
      writeConcern: { w: 'majority', journal: true },
      readConcern: { level: 'majority' },
      retryWrites: true,
      appName: 'spec',
    });
    const database = connection.useDb(uniqueName('connect'));
    database.model('Seat', new database.base.Schema({ row: { type: String, index: true } }));
    await database.collection('others').insertOne({ row: 'A' });
    const names = (await database.listCollections()).map(({ name }) => name);
    expect(names).toEqual(['others']);
    await database.dropDatabase();
  });

  it('tells a duplicate key from an outage, in a bulk too', async () => {
    const database = (await connected(mongoUri)).useDb(uniqueName('connect'));
    const seats = database.collection<{ _id: string }>('seats');
    const twice = [{ insertOne: { document: { _id: 'A1' } } }, { insertOne: { document: { _id: 'A1' } } }];
    const error = await seats.bulkWrite(twice, { ordered: false }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 11000 });
    expect(isUnavailable(error)).toBe(false);
    await database.dropDatabase();
  });

  it('knows an outage when the database goes away, and works again when it is back', async () => {
    const gate = await gateTo(mongoUri);
    const connection = await connected(gate.uri, { serverSelectionTimeoutMs: 300, socketTimeoutMs: 500 });
    const database = connection.useDb(uniqueName('connect'));
    const seats = database.collection<{ _id: string }>('seats');
    const bulk = () =>
      seats.bulkWrite([{ updateOne: { filter: { _id: 'A1' }, update: { $inc: { n: 1 } }, upsert: true } }]);
    await bulk();
    for (const fault of ['shut', 'freeze'] as const) {
      gate[fault]();
      const errors = [await bulk().catch((error) => error), await seats.findOne({}).catch((error) => error)];
      expect(errors.map((error) => [error instanceof Error, isUnavailable(error)])).toEqual([
        [true, true],
        [true, true],
      ]);
      gate.open();
      await eventually(bulk);
    }
    await database.dropDatabase();
  }, 30_000);

  it('waits at its start for a database that is away, and not for ever', async () => {
    const gate = await gateTo(mongoUri);
    gate.shut();
    const waiting = connectMongo(gate.uri, {
      appName: 'spec',
      reachWithinMs: 10_000,
      serverSelectionTimeoutMs: 300,
    });
    await eventually(() => expect(gate.knocked()).toBeGreaterThan(0));
    gate.open();
    open.push(await waiting);
    gate.shut();
    const inVain = connectMongo(gate.uri, { appName: 'spec', reachWithinMs: 300 });
    expect(isUnavailable(await inVain.catch((error) => error))).toBe(true);
    const stop = new AbortController();
    const stopped = connectMongo(gate.uri, {
      appName: 'spec',
      stopping: stop.signal,
      serverSelectionTimeoutMs: 500,
    });
    stop.abort(new Error('asked to stop'));
    await expect(stopped).rejects.toThrow('asked to stop');
  }, 30_000);
});

/** A way to the database that can be shut (connections refused) or frozen (nothing passes). */
async function gateTo(mongoUri: string) {
  const target = new URL(mongoUri);
  const sockets = new Set<Socket>();
  let state: 'open' | 'shut' | 'frozen' = 'open';
  let knocked = 0;
  const server = createServer((near) => {
    knocked++;
    near.on('error', () => {});
    if (state === 'shut') {
      near.destroy();
      return;
    }
    const far = connect(Number(target.port || 27017), target.hostname).on('error', () => {});
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => {
        if (state !== 'frozen') to.write(chunk);
      });
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const gate = {
    // Directly, or the driver would go round the gate to the address the replica set has of itself.
    uri: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}/?directConnection=true`,
    open: () => {
      if (state === 'frozen') cut();
      state = 'open';
    },
    shut: () => {
      state = 'shut';
      cut();
    },
    freeze: () => {
      state = 'frozen';
    },
    knocked: () => knocked,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await closed;
    },
  };
  open.push(gate);
  return gate;
}
