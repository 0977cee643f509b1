import { createLog, type Log, type LogOptions } from './create-log.ts';
import { type LogFields, Shown } from './log-fields.ts';

function written(write: (log: Log) => void, options: Partial<LogOptions> = {}): string[] {
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  write(createLog({ service: 'order-aggregator', version: '1.2.3', destination, ...options }));
  return lines;
}
const parsed = (write: (log: Log) => void) => JSON.parse(written(write)[0] ?? '{}');

describe('a log line', () => {
  it('is JSON with time, level, service, the message and the fields', () => {
    const line = parsed((log) =>
      log.warn('falling behind', { topic: 'orders', partition: 3, lag: 12n, tookMs: 5 }),
    );
    expect(line).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      level: 'warn',
      service: 'order-aggregator',
      version: '1.2.3',
      message: 'falling behind',
      topic: 'orders',
      partition: 3,
      lag: 12,
      tookMs: 5,
    });
  });

  it('keeps ids as they are, long numbers and UUIDs too', () => {
    const ids = {
      orderId: '5815871234567',
      contactId: '0d5c2c2e-6b32-5b8e-a7a2-f0f9f4a5d3a1',
      key: 'tivoli:5815871234567',
    };
    expect(parsed((log) => log.info('seen', ids))).toMatchObject(ids);
  });

  it('names the fields it did not let through', () => {
    const fields = {
      email: 'a@b',
      Name: 'x',
      contactId: { nested: 'a@b' },
      'a@b': 1,
    } as unknown as LogFields;
    const line = parsed((log) => log.info('seen', fields));
    expect(line.dropped).toBe('email,Name,contactId,?');
    expect(JSON.stringify(line)).not.toContain('a@b');
  });

  it('tells type, code, place and causes of an error, and a message of 200 characters at most', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:27017'), { code: 'ECONNREFUSED' });
    const line = parsed((log) => log.error('failed', { error: new TypeError('x'.repeat(5_000), { cause }) }));
    expect(line.error).toMatchObject({
      type: 'TypeError',
      message: `${'x'.repeat(200)}…`,
      stack: expect.stringContaining('create-log.spec.ts'),
      cause: { type: 'Error', code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 127.0.0.1:27017' },
    });
    expect(JSON.stringify(line).length).toBeLessThan(8_000);
  });

  it('survives what is thrown and is no error', () => {
    expect(parsed((log) => log.error('failed', { error: 'just text' })).error).toEqual({
      type: 'string',
      message: 'just text',
    });
    expect(parsed((log) => log.error('failed', { error: null }))).not.toHaveProperty('error');
  });

  it('shows settings only after they went through the filter for secrets', () => {
    const through = parsed((log) => log.info('running', { settings: new Shown({ PORT: '1' }) }));
    expect(through.settings).toEqual({ PORT: '1' });
    const raw = { settings: { API_KEY: 'hunter2' } } as unknown as LogFields;
    expect(JSON.stringify(parsed((log) => log.info('running', raw)))).not.toContain('hunter2');
  });

  it('is left out below the level', () => {
    expect(written((log) => log.info('seen'), { level: 'warn' })).toEqual([]);
    expect(written((log) => log.fatal('seen'), { level: 'silent' })).toEqual([]);
  });

  it('is readable when a person is to read it', () => {
    const [line] = written(
      (log) => log.error('failed', { topic: 'orders', error: new RangeError('too far') }),
      {
        format: 'pretty',
      },
    );
    expect(line).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} ERROR failed topic=orders\n {4}because RangeError: too far\n {6}at /,
    );
  });

  it('shows a person what has started, where, and with what', () => {
    const started = { urls: new Shown({ api: 'http://127.0.0.1:1' }), settings: new Shown({ PORT: '1' }) };
    const [line = ''] = written((log) => log.info('running', started), { format: 'pretty' });
    expect(line.split('\n').map((part) => part.replace(/ +/g, ' '))).toEqual([
      expect.stringMatching(/INFO order-aggregator 1\.2\.3 is running$/),
      ' api http://127.0.0.1:1',
      ' PORT 1',
      '',
    ]);
  });
});
