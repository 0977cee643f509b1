import { type Happening, ticketOffice } from './ticket-office.ts';

const now = Date.UTC(2026, 2, 1, 18);

function day(seed: number, happenings = 600): Happening[] {
  const office = ticketOffice(seed);
  return Array.from({ length: happenings }, (_, at) => office.next(now + at * 1_000));
}

describe('the ticket office', () => {
  it('does the same for the same seed', () => {
    expect(day(1)).toEqual(day(1));
    expect(day(2)).not.toEqual(day(1));
  });

  it('sells, takes back, annuls, repeats itself and makes mistakes', () => {
    const kinds = new Set(day(1).map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual([
      'annulment',
      'cancellation',
      'group',
      'handover',
      'mistake',
      'purchase',
      'repetition',
    ]);
  });

  it('cancels only seats it has sold, each once', () => {
    const sold = new Set<string>();
    const seat = ({ orderId, lineId }: Readonly<Record<string, unknown>>) => `${orderId} ${lineId}`;
    for (const { kind, facts } of day(3)) {
      if (kind === 'purchase' || kind === 'group') for (const fact of facts) sold.add(seat(fact));
      if (kind === 'cancellation') for (const fact of facts) expect(sold.delete(seat(fact))).toBe(true);
    }
  });
});
