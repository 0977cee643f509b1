import type { Position, ProgressStore } from '@stamkunde/stream';
import type { Connection } from 'mongoose';
import { fromMongo } from './from-mongo.ts';

interface Progress {
  /** `topic/partition`. */
  readonly _id: string;
  readonly offset: number;
}

/**
 * Positions in the collection `progress` of a service's own database: written with the journal, after the data they
 * speak of, so that a database that loses its last writes loses the positions first.
 */
export function progressStore(connection: Connection): ProgressStore {
  const progress = connection.collection<Progress>('progress');
  const idOf = ({ topic, partition }: Pick<Position, 'topic' | 'partition'>): string =>
    `${topic}/${partition}`;

  return {
    async load(partitions) {
      const places = new Map(partitions.map((one) => [idOf(one), one]));
      const found = await fromMongo(() => progress.find({ _id: { $in: [...places.keys()] } }).toArray());
      return found.flatMap(({ _id, offset }) => {
        const place = places.get(_id);
        return place === undefined ? [] : [{ topic: place.topic, partition: place.partition, offset }];
      });
    },

    async save(positions) {
      const writes = positions.map((position) => ({
        replaceOne: {
          filter: { _id: idOf(position) },
          replacement: { offset: position.offset },
          upsert: true,
        },
      }));
      if (writes.length > 0) await fromMongo(() => progress.bulkWrite(writes, { ordered: false }));
    },
  };
}
