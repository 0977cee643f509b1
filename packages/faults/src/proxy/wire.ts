/** A message as a proxy sees it pass. */
export interface Passing {
  readonly direction: 'request' | 'answer';
  /** What is asked for, in the protocol's own words: `Produce`, `update`. An answer has the name of its request. */
  readonly name: string;
  /** Topics or the collection it is about, where the proxy knows. An answer has those of its request. */
  readonly about: readonly string[];
  /** The whole message, its length included. */
  readonly bytes: Buffer;
}

/** A protocol that consists of messages with their length in front. One object for each connection. */
export interface Wire {
  /** Length of the message that begins here; undefined when more bytes are needed to know. */
  lengthOf(bytes: Buffer): number | undefined;
  /**
   * What a complete message is, as the other side has to get it: where a server tells its clients the way to itself,
   * they are told the way to the proxy. Called once for each message, in the order in which they pass.
   */
  read(direction: Passing['direction'], bytes: Buffer): Passing;
}

/** Where somebody listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

export function addressOf(text: string): Address {
  const { hostname, port } = new URL(`tcp://${text}`);
  return { host: hostname, port: Number(port) };
}
