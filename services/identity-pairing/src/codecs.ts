import {
  type ContactActivity,
  type ContactClaim,
  type ContactOfCustomer,
  type Identity,
  type Reader,
  type Refusal,
  reader,
  type SchemaRegistry,
  type SiteEvent,
  topics,
  type Writer,
} from '@stamkunde/contracts';
import { openWriter } from '@stamkunde/service';

/** How the values of this service are read and written, on topics and in its database alike. */
export interface Codecs {
  readonly identities: Reader<Identity>;
  readonly identityWriter: Writer<Identity>;
  readonly activityWriter: Writer<ContactActivity>;
  readonly claimWriter: Writer<ContactClaim>;
  readonly contactOfCustomerWriter: Writer<ContactOfCustomer>;
  readonly siteEventWriter: Writer<SiteEvent>;
  readonly refusals: Writer<Refusal>;
}

/**
 * Throws as `openWriter` does: `Unavailable` when the registry is away, `ConfigFault` when a schema is not registered.
 *
 * @param register registers the schemas first
 */
export async function openCodecs(registry: SchemaRegistry, register: boolean): Promise<Codecs> {
  return {
    identities: reader(topics.identities, registry),
    identityWriter: await openWriter(topics.identities, registry, register),
    activityWriter: await openWriter(topics.contactActivity, registry, register),
    claimWriter: await openWriter(topics.contactClaims, registry, register),
    contactOfCustomerWriter: await openWriter(topics.customerClaims, registry, register),
    siteEventWriter: await openWriter(topics.siteEvents, registry, register),
    refusals: await openWriter(topics.refusals, registry, register),
  };
}
