import { comparePlaces } from './domain/place.ts';
import { type PurchaseDocument, type PurchaseStore, purchaseDocument } from './purchase-store.ts';

/** Purchases that are lost with the process: for specs, and for whoever wants to try a verb without a database. */
export function purchasesInMemory(): PurchaseStore {
  const documents = new Map<string, PurchaseDocument>();
  return {
    async keep(purchases) {
      for (const one of purchases.map(purchaseDocument)) {
        if (one.rev > (documents.get(one._id)?.rev ?? 0)) documents.set(one._id, one);
      }
    },

    async newest(contact, limit, before) {
      return [...documents.values()]
        .filter((one) => one.contact === contact)
        .filter((one) => before === undefined || comparePlaces(one, before) < 0)
        .sort((a, b) => comparePlaces(b, a))
        .slice(0, limit)
        .map(({ purchase }) => purchase);
    },
  };
}
