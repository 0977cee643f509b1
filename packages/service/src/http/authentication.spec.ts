import { authentication } from './authentication.ts';
import { Problem } from './problem.ts';
import { addressSlot, rateLimit } from './rate-limit.ts';

const keys = { siteOf: (key: string) => (key === 'right' ? 'tivoli' : undefined) };
const from = (ip: string, authorization?: string) => ({
  ip,
  headers: authorization === undefined ? {} : { authorization },
});
const refusalOf = (asked: Promise<unknown>) =>
  asked.then(
    () => undefined,
    (error) => (error instanceof Problem ? error : Promise.reject(error)),
  );

describe('a request', () => {
  it('speaks for the site whose key it brings', async () => {
    const siteOf = authentication({ keys });
    expect(await siteOf(from('10.0.0.1', 'Bearer right'))).toBe('tivoli');
    expect(await siteOf(from('10.0.0.1', 'bearer  right'))).toBe('tivoli');
  });

  it.each([
    [undefined],
    [''],
    ['right'],
    ['Basic right'],
    ['Bearer'],
    ['Bearer wrong'],
    ['Bearer right right'],
    ['Bearer rigth\u0000'],
  ])('with the authorization %j is refused with 401 and told how', async (authorization) => {
    const refusal = await refusalOf(authentication({ keys })(from('10.0.0.1', authorization)));
    expect(refusal?.status).toBe(401);
    expect(refusal?.options.headers).toEqual({ 'www-authenticate': 'Bearer' });
  });

  it('is told to wait when too many failed from its address, but passes with a right key', async () => {
    const siteOf = authentication({ keys, failuresMax: 3 });
    const statuses: (number | undefined)[] = [];
    for (let attempt = 0; attempt < 5; attempt++)
      statuses.push((await refusalOf(siteOf(from('10.0.0.1', 'Bearer no'))))?.status);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    expect((await refusalOf(siteOf(from('10.0.0.2', 'Bearer no'))))?.status).toBe(401);
    expect(await siteOf(from('10.0.0.1', 'Bearer right'))).toBe('tivoli');
  });
});

describe('a rate limit', () => {
  it('lets so many points pass per key, and then says when to come back', async () => {
    const limit = rateLimit({ pointsMax: 10, windowMs: 60_000 });
    await limit.take('tivoli', 4);
    await limit.take('tivoli', 6);
    const refusal = await refusalOf(limit.take('tivoli'));
    expect(refusal?.status).toBe(429);
    const waitSeconds = Number(refusal?.options.headers?.['retry-after']);
    expect(waitSeconds).toBeGreaterThan(50);
    expect(waitSeconds).toBeLessThanOrEqual(60);
    await limit.take('opera', 10);
  });

  it('lets a single call for more than everything pass once', async () => {
    const limit = rateLimit({ pointsMax: 10, windowMs: 60_000 });
    await limit.take('tivoli', 5_000);
    expect((await refusalOf(limit.take('tivoli', 5_000)))?.status).toBe(429);
  });
});

describe('the slot of an address', () => {
  it('is one for a whole IPv6 network, whatever way it is written', () => {
    const slot = addressSlot('2001:db8:0:1::1');
    for (const same of ['2001:db8:0:1:ffff:1:2:3', '2001:db8:0:1:0:0:0:9', '2001:db8::1:0:0:0:9'])
      expect(addressSlot(same)).toBe(slot);
    expect(addressSlot('2001:db8:0:2::1')).not.toBe(slot);
    expect(addressSlot('::1')).toBe(addressSlot('0:0:0:0::2'));
  });

  it('is one of 65,536, however many addresses there are', () => {
    const slots = new Set(
      Array.from({ length: 100_000 }, (_, at) =>
        addressSlot(`10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`),
      ),
    );
    expect(slots.size).toBeLessThanOrEqual(65_536);
    expect(slots.size).toBeGreaterThan(40_000);
  });
});
