import { AsyncLocalStorage } from 'node:async_hooks';

/** The batch on whose behalf something is done, wherever in the code that is. */
export interface BatchInHand {
  /**
   * True once others may have our partitions: the group is rebalancing or has given them out anew, or it has not heard
   * of us for longer than its session timeout. What the batch still has to say may be older than what they have said.
   */
  outdated(): boolean;
}

/**
 * Set by a lane around its verb, asked by the publisher right before it sends. It is carried along by Node and not by
 * the verbs, so that no verb can forget it.
 */
export const inHand = new AsyncLocalStorage<BatchInHand>();
