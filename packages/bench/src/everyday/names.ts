import { topics } from '@stamkunde/contracts';
import { readBaselineSettings } from '../baseline/baseline-settings.ts';

/** What this process was told, and the full names of its topics: decorators want them when their class is made. */
export const settings = readBaselineSettings();

export const names = {
  orderLines: settings.input,
  orders: `${settings.outputPrefix}${topics.orders.name}`,
  purchaseTotals: `${settings.outputPrefix}${topics.purchaseTotals.name}`,
};
