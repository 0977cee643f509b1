import { canonical, type Money, type OrderLineFact } from '@stamkunde/contracts';
import { givenBy } from '@stamkunde/testing';
import { evolve, fold, initialOrder } from './order.ts';

const ANNA = '00000000-0000-5000-8000-00000000000a';
const BODIL = '00000000-0000-5000-8000-00000000000b';

const given = givenBy(evolve, () => initialOrder('tivoli', '1001'));

describe('a seat bought', () => {
  it('counts, with its price', () => {
    given(bought('B12', { unitPrice: gbp(2550, 3) })).then((order) => {
      expect(order).toMatchObject({ rev: 1, productCount: 1, placedAt: 1000, totals: [gbp(255)] });
    });
  });

  it('counts without a price, and adds no money', () => {
    given(bought('B12', { unitPrice: null })).then((order) =>
      expect(order).toMatchObject({ productCount: 1, totals: [] }),
    );
  });

  it('for nothing adds an amount of nothing', () => {
    given(bought('B12', { unitPrice: gbp(0) })).then((order) => expect(order.totals).toEqual([gbp(0)]));
  });

  it('twice counts once', () => {
    given(bought('B12')).when(bought('B12')).thenNothing();
  });

  it('corrected counts as it was corrected', () => {
    given(bought('B12', { version: 2, quantity: 3 }), bought('B12', { version: 1, quantity: 9 })).then(
      (order) => {
        expect(order.productCount).toBe(3);
      },
    );
  });

  it('in two currencies is never summed', () => {
    const eur: Money = { amount: 100, scale: 2, currency: 'EUR', basis: 'gross' };
    given(
      bought('1'),
      bought('2', { unitPrice: eur }),
      bought('3', { unitPrice: { ...eur, basis: 'net' } }),
    ).then((order) => {
      expect(order.totals).toEqual([eur, { ...eur, basis: 'net' }, gbp(250)]);
    });
  });

  it('is summed in thousandths where one price has them', () => {
    given(bought('1', { quantity: 3, unitPrice: gbp(1, 3) }), bought('2')).then((order) => {
      expect(order.totals).toEqual([gbp(2503, 3)]);
    });
  });
});

describe('a seat cancelled', () => {
  it('before its purchase is heard of is never counted', () => {
    given(cancelled('B12'), bought('B12')).then((order) => {
      expect(order).toMatchObject({ productCount: 0, placedAt: null, totals: [] });
    });
  });

  it('stays cancelled when the purchase is told again, in more pieces and a newer version', () => {
    given(bought('B12'), cancelled('B12'), bought('B12', { version: 99, quantity: 7 })).then((order) => {
      expect(order.productCount).toBe(0);
    });
  });

  it('in part leaves the rest, each cancellation once', () => {
    given(
      bought('B12', { quantity: 6 }),
      cancelled('B12', 2, 'c1'),
      cancelled('B12', 2, 'c1'),
      cancelled('B12', 1, 'c2'),
    ).then((order) => {
      expect(order).toMatchObject({ productCount: 3, totals: [gbp(750)] });
      expect(order.lines[0]?.cancellations.map((one) => one.cancellationId)).toEqual(['c1', 'c2']);
    });
  });

  it('beyond what was bought leaves nothing, and nothing negative', () => {
    given(bought('B12', { quantity: 2 }), cancelled('B12', 2, 'c1'), cancelled('B12', 2, 'c2')).then(
      (order) => {
        expect(order).toMatchObject({ productCount: 0, totals: [] });
      },
    );
  });

  it('gives up its place as the first of the order', () => {
    given(bought('1', { occurredAt: 1000 }), bought('2', { occurredAt: 2000 }), cancelled('1')).then(
      (order) => {
        expect(order.placedAt).toBe(2000);
      },
    );
  });
});

describe('an order annulled', () => {
  it('counts for nothing, lines that come later included', () => {
    given(bought('1'), fact({ type: 'OrderAnnulled', version: 5 }), bought('2')).then((order) => {
      expect(order).toMatchObject({ annulled: true, productCount: 0, placedAt: null, totals: [] });
      expect(order.lines).toHaveLength(2);
    });
  });

  it('and reinstated counts again, without what was cancelled meanwhile', () => {
    given(
      fact({ type: 'OrderReinstated', version: 6 }),
      bought('1'),
      bought('2'),
      cancelled('1'),
      fact({ type: 'OrderAnnulled', version: 5 }),
    ).then((order) => expect(order).toMatchObject({ annulled: false, productCount: 1 }));
  });

  it('is annulled when both are said at the same version', () => {
    const annulled = fact({ type: 'OrderAnnulled', version: 5, factId: uuid('1') });
    const reinstated = fact({ type: 'OrderReinstated', version: 5, factId: uuid('2') });
    given(annulled, reinstated).then((order) => expect(order.annulled).toBe(true));
    given(reinstated, annulled).then((order) => expect(order.annulled).toBe(true));
  });
});

describe('the buyer of an order', () => {
  it('is the one of the newest statement, and the others are remembered', () => {
    given(bought('1', { buyer: BODIL, version: 2 }), bought('2', { buyer: ANNA, version: 1 })).then(
      (order) => {
        expect(order).toMatchObject({ buyer: BODIL, otherBuyers: [ANNA] });
      },
    );
  });

  it('can become a guest', () => {
    given(
      bought('1', { buyer: ANNA, version: 1 }),
      fact({ type: 'OrderDescribed', buyer: '', version: 2 }),
    ).then((order) => {
      expect(order).toMatchObject({ buyer: null, otherBuyers: [ANNA] });
    });
  });

  it('is not changed by a fact that does not speak of it', () => {
    given(bought('1', { buyer: ANNA, version: 1 }), bought('2', { buyer: null, version: 2 })).then(
      (order) => {
        expect(order).toMatchObject({ buyer: ANNA, otherBuyers: [] });
      },
    );
  });
});

describe('statements of one version that contradict each other', () => {
  const five = bought('1', { quantity: 5, version: 1, factId: uuid('1'), buyer: ANNA });
  const six = bought('1', { quantity: 6, version: 1, factId: uuid('2'), buyer: BODIL });

  it('have one winner, whoever comes first, and are counted', () => {
    const one = fold(initialOrder('tivoli', '1001'), [five, six]);
    const other = fold(initialOrder('tivoli', '1001'), [six, five]);
    expect(one.order).toEqual(other.order);
    expect(one.order).toMatchObject({ productCount: 6, buyer: BODIL });
    expect([one.contradictions, other.contradictions]).toEqual([2, 2]);
  });

  it('have one winner even when they claim to be one fact', () => {
    const again = { ...six, factId: five.factId };
    expect(fold(initialOrder('tivoli', '1001'), [five, again]).order).toEqual(
      fold(initialOrder('tivoli', '1001'), [again, five]).order,
    );
  });

  it('are no contradiction when they say the same', () => {
    expect(fold(initialOrder('tivoli', '1001'), [five, { ...five, factId: uuid('9') }]).contradictions).toBe(
      0,
    );
  });
});

describe('an order that grows too large', () => {
  const limits = {
    linesMax: 2,
    cancellationsMax: 2,
    buyersMax: 1,
    bytesMax: 100_000,
    bytesWithCancellationsMax: 300_000,
  };
  const refusals = (facts: readonly OrderLineFact[], some = limits) =>
    fold(initialOrder('tivoli', '1001'), facts, 100, some).refused.map(({ index, reason }) => [
      index,
      reason,
    ]);

  it('refuses the lines beyond its bound, and folds the others of the batch', () => {
    const { order, refused } = fold(
      initialOrder('tivoli', '1001'),
      [bought('1'), bought('2'), bought('3'), cancelled('2')],
      100,
      limits,
    );
    expect(refused).toMatchObject([{ index: 2, reason: 'order-too-large' }]);
    expect(order).toMatchObject({ productCount: 1 });
  });

  it('refuses cancellations, buyers and bytes beyond their bounds', () => {
    expect(refusals([cancelled('1', 1, 'a'), cancelled('1', 1, 'b'), cancelled('2', 1, 'a')])).toEqual([
      [2, 'order-too-large'],
    ]);
    expect(refusals([bought('1', { buyer: ANNA }), bought('1', { buyer: BODIL })])).toEqual([
      [1, 'order-too-large'],
    ]);
    expect(refusals([bought('1', { productName: 'x'.repeat(500) })], { ...limits, bytesMax: 600 })).toEqual([
      [0, 'order-too-large'],
    ]);
  });

  it('takes nothing of a fact it refuses', () => {
    given(bought('1')).then((before) => {
      const refused = bought('2', { buyer: ANNA, country: 'Denmark', version: 9 });
      expect(fold(before, [refused], 100, { ...limits, linesMax: 1 }).order).toBe(before);
    });
  });

  it('refuses a value that would not be exact any more, each currency for itself', () => {
    const much = gbp(2 ** 45);
    expect(refusals([bought('1', { unitPrice: much }), bought('2', { unitPrice: much })])).toEqual([
      [1, 'amount-too-large'],
    ]);
    const other = canonical(2 ** 36, 0, 'VND', 'gross');
    expect(
      refusals([bought('1', { unitPrice: gbp(1, 6) }), bought('2', { unitPrice: other ?? null })]),
    ).toEqual([]);
  });

  it('still takes back what it has taken, however full it is', () => {
    given(bought('1'), bought('2')).then((before) => {
      const cancellations = [cancelled('1', 1, 'a'), cancelled('2', null, 'b'), cancelled('1', 2, 'a')];
      const after = fold(before, cancellations, limits.bytesMax, limits);
      expect(after).toMatchObject({ refused: [], order: { productCount: 0 } });
    });
  });

  it('takes back whatever is asked, full or not', () => {
    given(bought('1'), bought('2')).then((before) => {
      const after = fold(before, [fact({ type: 'OrderAnnulled' })], 200_000, limits);
      expect(after).toMatchObject({ refused: [], order: { annulled: true } });
    });
  });
});

function fact(said: Partial<OrderLineFact>): OrderLineFact {
  return {
    factId: uuid('0'),
    siteId: 'tivoli',
    orderId: '1001',
    type: 'OrderDescribed',
    version: 1,
    occurredAt: 1000,
    origin: 'live',
    correlationId: 'c-1',
    lineId: null,
    cancellationId: null,
    quantity: null,
    productId: null,
    productName: null,
    unitPrice: null,
    buyer: null,
    buyerAddress: null,
    country: null,
    reference: null,
    ...said,
  };
}

function bought(lineId: string, said: Partial<OrderLineFact> = {}): OrderLineFact {
  return fact({ type: 'LineBought', lineId, quantity: 1, unitPrice: gbp(250), ...said });
}

function cancelled(lineId: string, quantity: number | null = null, cancellationId = 'c'): OrderLineFact {
  return fact({ type: 'LineCancelled', lineId, quantity, cancellationId });
}

function gbp(amount: number, scale = 2): Money {
  return canonical(amount, scale, 'GBP', 'gross') as Money;
}

function uuid(digit: string): string {
  return `00000000-0000-5000-8000-00000000000${digit}`;
}
