import { eventually } from './eventually.ts';

describe('eventually', () => {
  it('returns the first answer that is not a failure', async () => {
    let asked = 0;
    const answer = await eventually(
      () => {
        asked++;
        if (asked < 3) throw new Error('not yet');
        return asked;
      },
      { everyMs: 1 },
    );
    expect(answer).toBe(3);
  });

  it('shows what was seen last when the time is over', async () => {
    const failing = eventually(
      () => {
        throw new Error('4 of 5 seats');
      },
      { timeoutMs: 30, everyMs: 5 },
    );
    await expect(failing).rejects.toThrow(/not within 30 ms \(\d+ attempts\): 4 of 5 seats/);
  });

  it('does not wait for a check that hangs', async () => {
    await expect(eventually(() => new Promise(() => {}), { timeoutMs: 30 })).rejects.toThrow(
      'did not answer',
    );
  });
});
