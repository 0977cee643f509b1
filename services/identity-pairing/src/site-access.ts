import type { Connection } from '@stamkunde/contracts';
import { type ApiKeys, authentication, Problem } from '@stamkunde/service';

type Request = Parameters<ReturnType<typeof authentication>>[0];

/** Who may read, as the `connections` topic grants it: each site what is its own. */
export interface SiteAccess {
  /** Throws 401 without a valid key, 403 for a key of another site. */
  enter(siteId: string, request: Request): Promise<void>;
  /** A connection has come, changed, or gone. */
  changed(siteId: string, connection: Connection | undefined): void;
  /** Resolves when the keys of all changes so far are in force. */
  settled(): Promise<void>;
}

export const SITE_ACCESS = Symbol('siteAccess');

export function siteAccess(keys: ApiKeys): SiteAccess {
  const siteOf = authentication({ keys });
  // One after the other: of two changes of a site the later one has to win.
  let assigning = Promise.resolve();
  return {
    async enter(siteId, request) {
      if ((await siteOf(request)) !== siteId) throw new Problem(403, 'This key is for another site.');
    },
    changed(siteId, connection) {
      assigning = assigning.then(() => keys.assign(siteId, connection?.apiKeys ?? []));
    },
    settled: () => assigning,
  };
}
