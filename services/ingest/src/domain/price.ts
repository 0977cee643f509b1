import {
  type Basis,
  canonical,
  isCurrency,
  LONG_MAX,
  type Money,
  parseMoney,
  SCALE_MAX,
} from '@stamkunde/contracts';
import { FieldReader, isObject } from './field-reader.ts';

const BASES: readonly Basis[] = ['gross', 'net'];
const AMOUNT_FIELDS: ReadonlySet<string> = new Set(['amount', 'scale']);

/**
 * The price of one piece: `unitPrice` with its `currency` and `priceBasis`, or null when no price is stated. Whether
 * tax is in it is never guessed, and a JSON number is refused: a float has lost the amount before it gets here.
 */
export function priceOf(fields: FieldReader): Money | null {
  const currency = fields.text('currency', 3, 3);
  const code =
    currency === null || isCurrency(currency)
      ? currency
      : fields.invalid('currency', 'is not a currency of ISO 4217 in capital letters');
  const basis = fields.word('priceBasis', BASES);
  if (!fields.has('unitPrice')) {
    for (const name of ['currency', 'priceBasis']) {
      if (fields.has(name)) fields.fault('foreign-field', name, `${name} has no meaning without unitPrice`);
    }
    return null;
  }
  if (!fields.has('currency')) fields.missing('currency', 'currency is missing: a price has one');
  if (!fields.has('priceBasis'))
    fields.missing('priceBasis', 'priceBasis is missing: say gross or net, it is never guessed');
  // The amount is looked at even when the rest is faulty, so that all faults are told at once.
  return amountOf(fields, code ?? 'EUR', basis ?? 'gross');
}

function amountOf(fields: FieldReader, currency: string, basis: Basis): Money | null {
  const value = fields.value('unitPrice');
  if (typeof value === 'string') {
    return (
      parseMoney(value, currency, basis) ??
      fields.invalid(
        'unitPrice',
        `is not a decimal number such as "2.55", with at most ${SCALE_MAX} decimals and up to 2^52 units`,
      )
    );
  }
  if (typeof value === 'number') {
    return fields.fault(
      'float-money',
      'unitPrice',
      'unitPrice is a JSON number: money is a string such as "2.55", floats are not money',
    );
  }
  if (!isObject(value))
    return fields.invalid('unitPrice', 'is neither a string such as "2.55" nor {amount, scale}');
  const parts = new FieldReader(value, '/unitPrice');
  parts.refuseUnknown(AMOUNT_FIELDS);
  const amount = parts.whole('amount', -LONG_MAX);
  const scale = parts.whole('scale', 0);
  if (!parts.has('amount')) parts.missing('amount');
  if (!parts.has('scale')) parts.missing('scale');
  const money = amount === null || scale === null ? undefined : canonical(amount, scale, currency, basis);
  if (money === undefined && parts.faults.length === 0)
    parts.invalid('scale', `is beyond ${SCALE_MAX}, or amount has too many digits`);
  fields.add(parts.faults);
  return money ?? null;
}
