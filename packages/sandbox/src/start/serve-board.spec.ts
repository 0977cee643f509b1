import { request } from 'node:http';
import { Board } from './board.ts';
import { type BoardServer, serveBoard } from './serve-board.ts';

let board: Board;
let server: BoardServer;
let tellings: number;

beforeEach(async () => {
  board = new Board(['Stamkunde 1']);
  tellings = 0;
  server = await serveBoard({
    board,
    port: 0,
    onStory: () => {
      tellings++;
    },
  });
});

afterEach(() => server.close());

describe('the live page', () => {
  it('is served with everything it needs, and asks for nothing from elsewhere', async () => {
    const page = await (await fetch(server.url)).text();
    // A link asks for nothing before somebody follows it.
    const files = [...page.matchAll(/<(?!a\b)[^>]*(?:src|href)="([^"#]+)"/g)]
      .map(([, name = '']) => name)
      .filter((name) => !name.startsWith('data:'));
    expect(files.sort()).toEqual(['board.css', 'board.js']);
    for (const name of files) expect((await fetch(`${server.url}/${name}`)).status).toBe(200);
    expect((await fetch(`${server.url}/../package.json`)).status).toBe(404);
  });

  it('hears of a change while it is open', async () => {
    const response = await fetch(`${server.url}/events`);
    const reading = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reading?.read())?.value).toContain('"sent":0');
    board.answered(3, { status: 202, factIds: ['a', 'b', 'c'], faults: [] });
    expect((await reading?.read())?.value).toContain('"sent":3');
    await reading?.cancel();
  });

  it('is shown to this machine under its own name only, and takes requests from its own page only', async () => {
    expect(await statusOf({ headers: { host: 'elsewhere.example' } })).toBe(403);
    expect(
      await statusOf({ path: '/story', method: 'POST', headers: { origin: 'http://elsewhere.example' } }),
    ).toBe(403);
    expect(tellings).toBe(0);
    expect(await statusOf({ path: '/story', method: 'POST', headers: { origin: server.url } })).toBe(202);
    expect(tellings).toBe(1);
    expect(await statusOf({ method: 'DELETE', headers: { origin: server.url } })).toBe(405);
  });
});

describe('the board', () => {
  it('strikes a cancelled seat through, and counts what stands', () => {
    const line = (lineId: string, quantity: number) => ({
      lineId,
      quantity,
      bought: null,
      cancellations:
        quantity === 0 ? [{ cancellationId: 'x', quantity: null, occurredAt: 1, factId: '' }] : [],
    });
    const order = {
      siteId: 'demo',
      orderId: 'A1',
      rev: 1,
      buyer: 'somebody',
      country: null,
      annulled: false,
      placedAt: 1,
      productCount: 1,
      totals: [],
      lines: [line('C10', 0), line('C9', 1)],
      buyerStatement: null,
      countryStatement: null,
      annulmentStatement: null,
      otherBuyers: [],
    };
    board.order(order);
    board.order({ ...order, orderId: 'A2', productCount: 0, lines: [line('C1', 0)] });
    const { orders, counts } = board.state();
    expect(orders.map(({ orderId }) => orderId)).toEqual(['A2', 'A1']);
    expect(orders[1]?.lines).toEqual([
      { name: 'C9', cancelled: false },
      { name: 'C10', cancelled: true },
    ]);
    expect(counts).toMatchObject({ orders: 1, seats: 1, cancellations: 2 });
  });

  it('does not let many refusals of one kind push out those of another', () => {
    board.refusal({ topic: 'order-lines', reason: 'not-framed', detail: '', status: 'refused' });
    const mistake = { status: 422, factIds: [], faults: [{ field: '/quantity', message: 'is below 0' }] };
    for (let times = 0; times < 20; times++) board.answered(1, mistake);
    expect(board.state().refused.map(({ where }) => where)).toContain('topic order-lines');
    expect(board.state().counts).toMatchObject({ refusedAtHttp: 20, refusals: 1 });
  });
});

function statusOf(asked: {
  path?: string;
  method?: string;
  headers: Record<string, string>;
}): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    const asking = request({ hostname, port, agent: false, ...asked }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asking.on('error', reject).end();
  });
}
