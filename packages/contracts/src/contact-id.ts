import { uuidV5 } from './uuid-v5.ts';

/** Namespace of all sites: UUIDv5 of the DNS namespace and `sites.stamkunde`. */
const SITES = '32acedec-8356-50ba-9c7d-ba3a3e7dfc33';

const namespaces = new Map<string, string>();

/**
 * An address as it is compared: without surrounding white space, in Unicode NFC, lower case. Nothing else is folded:
 * `a.b@x` and `ab@x` are two people, and so are `a@x` and `a+tag@x`.
 */
export function normaliseAddress(address: string): string {
  // Normal again after folding: the lower case of a composed letter may be two that compose to another one.
  return address.trim().normalize('NFC').toLowerCase().normalize('NFC');
}

/**
 * The id of a contact, one address at one site: UUIDv5 of the site's namespace and the normalised address. It can be
 * computed by anybody who knows both, before the contact has ever been heard of.
 */
export function contactIdOf(siteId: string, address: string): string {
  let namespace = namespaces.get(siteId);
  if (namespace === undefined) {
    namespace = uuidV5(SITES, siteId);
    namespaces.set(siteId, namespace);
  }
  return uuidV5(namespace, normaliseAddress(address));
}
