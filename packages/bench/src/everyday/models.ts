import { type Connection, type Model, Schema } from 'mongoose';
import type { BuyerDocument } from '../baseline/buyer-document.ts';
import type { OrderDocument } from '../baseline/order-document.ts';

const moneySchema = new Schema(
  { amount: Number, scale: Number, currency: String, basis: String },
  { _id: false },
);

const statedSchema = new Schema({ value: String, version: Number, factId: String }, { _id: false });

const boughtSchema = new Schema(
  {
    quantity: { type: Number, required: true },
    productId: { type: String, default: null },
    productName: { type: String, default: null },
    unitPrice: { type: moneySchema, default: null },
    occurredAt: { type: Number, required: true },
    version: { type: Number, required: true },
    factId: { type: String, required: true },
  },
  { _id: false },
);

const cancellationSchema = new Schema(
  {
    cancellationId: { type: String, required: true },
    quantity: { type: Number, default: null },
    occurredAt: { type: Number, required: true },
    factId: { type: String, required: true },
  },
  { _id: false },
);

const lineSchema = new Schema(
  {
    lineId: { type: String, required: true },
    bought: { type: boughtSchema, default: null },
    cancellations: { type: [cancellationSchema], default: [] },
  },
  { _id: false },
);

const orderSchema = new Schema<OrderDocument>({
  _id: { type: String, required: true },
  siteId: { type: String, required: true },
  orderId: { type: String, required: true },
  rev: { type: Number, required: true },
  buyer: { type: statedSchema, default: null },
  country: { type: statedSchema, default: null },
  lines: { type: [lineSchema], default: [] },
});

const contributionSchema = new Schema(
  { placedAt: Number, productCount: Number, values: { type: [moneySchema], default: [] } },
  { _id: false },
);

const buyerSchema = new Schema<BuyerDocument>({
  _id: { type: String, required: true },
  siteId: { type: String, required: true },
  rev: { type: Number, required: true },
  orders: {
    type: [
      new Schema(
        {
          orderId: { type: String, required: true },
          rev: { type: Number, required: true },
          counts: { type: contributionSchema, default: null },
        },
        { _id: false },
      ),
    ],
    default: [],
  },
});

export interface Models {
  readonly orders: Model<OrderDocument>;
  readonly buyers: Model<BuyerDocument>;
}

export function modelsOf(connection: Connection): Models {
  return {
    orders: connection.model('Order', orderSchema, 'orders'),
    buyers: connection.model('Buyer', buyerSchema, 'buyers'),
  };
}
