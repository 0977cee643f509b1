/** A place in a partition: the next offset that has not been done. */
export interface Position {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/**
 * Positions kept beside the data of a service, in its own store. The broker's commit alone is not enough: a store that
 * comes back from a crash without its last writes would never see the facts behind them again.
 */
export interface ProgressStore {
  /** Positions of these partitions; absent where nothing was ever saved. Throws `Unavailable`. */
  load(
    partitions: readonly { readonly topic: string; readonly partition: number }[],
  ): Promise<readonly Position[]>;
  /** Durable when it returns, and not before everything the service saved earlier is. Throws `Unavailable`. */
  save(positions: readonly Position[]): Promise<void>;
}

/** Progress that is lost with the process: for services that keep nothing but memory, and for tests. */
export function progressInMemory(): ProgressStore {
  const positions = new Map<string, Position>();
  const key = ({ topic, partition }: { topic: string; partition: number }): string => `${topic}/${partition}`;
  return {
    load: async (partitions) => partitions.flatMap((one) => positions.get(key(one)) ?? []),
    save: async (saved) => {
      for (const position of saved) positions.set(key(position), position);
    },
  };
}
