import { type BuyerOrder, type PurchaseTotals, type Reader, topics, type Writer } from '@stamkunde/contracts';
import type { KafkaMessage, Producer } from 'kafkajs';
import type { Collection } from 'mongodb';
import { type BuyerDocument, contribute, newBuyer, totalsOf } from '../baseline/buyer-document.ts';
import { sendByBytes } from './send-by-bytes.ts';

/** What orders add to the totals of their buyers: one read, one write, one send for a batch. */
export function buyerStage(parts: {
  readonly contributions: Reader<BuyerOrder>;
  readonly collection: Collection<BuyerDocument>;
  readonly producer: Producer;
  readonly totals: Writer<PurchaseTotals>;
  readonly outputPrefix: string;
}) {
  const { contributions, collection, producer, totals, outputPrefix } = parts;
  return async function foldBuyers(messages: readonly KafkaMessage[]): Promise<void> {
    const byKey = new Map<string, BuyerOrder[]>();
    for (const { key, value } of messages) {
      if (key === null || value === null) continue;
      await contributions.learn(value);
      const result = contributions.read(value);
      if ('fault' in result) continue;
      const id = key.toString();
      const list = byKey.get(id);
      if (list === undefined) byKey.set(id, [result.value]);
      else list.push(result.value);
    }
    const found = await collection.find({ _id: { $in: [...byKey.keys()] } }).toArray();
    const before = new Map(found.map((buyer) => [buyer._id, buyer]));
    const after: BuyerDocument[] = [];
    const said: { key: string; value: Buffer }[] = [];
    for (const [key, list] of byKey) {
      const buyer = before.get(key) ?? newBuyer(list[0] as BuyerOrder);
      for (const order of list) contribute(buyer, order);
      buyer.rev++;
      after.push(buyer);
      said.push({ key, value: totals.write(totalsOf(buyer)) });
    }
    await collection.bulkWrite(
      after.map((buyer) => ({
        replaceOne: { filter: { _id: buyer._id }, replacement: buyer, upsert: true },
      })),
      { ordered: false },
    );
    await sendByBytes(producer, new Map([[`${outputPrefix}${topics.purchaseTotals.name}`, said]]));
  };
}
