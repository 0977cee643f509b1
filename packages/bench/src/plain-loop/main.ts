/**
 * The plain careful loop: what an experienced engineer writes who knows kafkajs and MongoDB well and promises nothing
 * beyond at-least-once. Large fetches, one read, one bulk write, one send for a batch. Left out is all that
 * order-aggregator guarantees on top: no guard against a second writer, no refusals, no progress beside the commit,
 * nothing about outages.
 */
import { reader, registerSchema, schemaRegistry, topics, writer } from '@stamkunde/contracts';
import { Kafka, logLevel } from 'kafkajs';
import { MongoClient } from 'mongodb';
import { readBaselineSettings } from '../baseline/baseline-settings.ts';
import type { BuyerDocument } from '../baseline/buyer-document.ts';
import type { OrderDocument } from '../baseline/order-document.ts';
import { buyerStage } from './buyer-stage.ts';
import { orderStage } from './order-stage.ts';

const settings = readBaselineSettings();
const { brokers, mongoUri, database, registryUrl, groupId, input, outputPrefix } = settings;
const kafka = new Kafka({ brokers: [...brokers], clientId: 'plain-loop', logLevel: logLevel.WARN });
const registry = schemaRegistry(registryUrl);
const mongo = await new MongoClient(mongoUri).connect();
const db = mongo.db(database);
const producer = kafka.producer({ allowAutoTopicCreation: false });
const consumer = kafka.consumer({
  groupId,
  maxBytesPerPartition: 1_048_576,
  maxBytes: 4_194_304,
  maxWaitTimeInMs: 100,
  allowAutoTopicCreation: false,
});
await producer.connect();

const foldOrders = orderStage({
  facts: reader(topics.orderLines, registry),
  collection: db.collection<OrderDocument>('orders'),
  producer,
  orders: writer(topics.orders, await registerSchema(topics.orders, registry)),
  buyerOrders: writer(topics.buyerOrders, await registerSchema(topics.buyerOrders, registry)),
  outputPrefix,
});
const foldBuyers = buyerStage({
  contributions: reader(topics.buyerOrders, registry),
  collection: db.collection<BuyerDocument>('buyers'),
  producer,
  totals: writer(topics.purchaseTotals, await registerSchema(topics.purchaseTotals, registry)),
  outputPrefix,
});

await consumer.connect();
const rekeyed = `${outputPrefix}${topics.buyerOrders.name}`;
await consumer.subscribe({ topics: [input, rekeyed], fromBeginning: true });
await consumer.run({
  // While one batch waits for MongoDB, another one is decoded.
  partitionsConsumedConcurrently: 3,
  eachBatch: async ({ batch }) => {
    if (batch.topic === input) await foldOrders(batch.messages);
    else await foldBuyers(batch.messages);
  },
});

process.once('SIGTERM', () => {
  void consumer
    .disconnect()
    .then(() => producer.disconnect())
    .then(() => mongo.close())
    .then(() => process.exit(0));
});
