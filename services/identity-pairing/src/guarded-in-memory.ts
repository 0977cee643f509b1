import type { Guarded, GuardedCollection } from './guarded-collection.ts';

/** Documents that are lost with the process: for specs, and for whoever wants to try a verb without a database. */
export function guardedInMemory<D extends Guarded>(documents = new Map<string, D>()): GuardedCollection<D> {
  return {
    read: async (ids) => ids.flatMap((id) => documents.get(id) ?? []),

    async write(changes) {
      const lost: string[] = [];
      for (const { document, over } of changes) {
        if ((documents.get(document._id)?.rev ?? 0) === over) documents.set(document._id, document);
        else lost.push(document._id);
      }
      return lost;
    },
  };
}
