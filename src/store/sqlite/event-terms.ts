/*
 * What the filters of the audit log select by, read from the sealed bytes in the query itself. No column or table repeats it,
 * so there is nothing beside the bytes that could be changed to hide an event: the indexes below are over these same terms, and
 * where one is missing or another the query reads the bytes all the same, only slower.
 */

/** The instant of an event: UTC in ISO 8601, whose order as text is the order in time. */
export const AT = "json_extract(bytes, '$.at')";

/** The request that an event is about, or NULL. */
export const REQUEST = "json_extract(bytes, '$.request')";

/** The first VM of an event, which for most is the only one, or NULL. */
export const FIRST_VM = "lower(json_extract(bytes, '$.vms[0]'))";

/** True for the few events about several VMs: they are looked through one by one. */
export const HAS_MORE_VMS = "json_array_length(bytes, '$.vms') > 1";

/** One change of a request has one event (`version` is the request's). The unsealed ones are found at once. */
export const EVENT_INDEXES = `
  CREATE UNIQUE INDEX event_change ON event (${REQUEST}, version) WHERE version IS NOT NULL;
  CREATE INDEX event_at ON event (${AT});
  CREATE INDEX event_request ON event (${REQUEST});
  CREATE INDEX event_vm ON event (${FIRST_VM});
  CREATE INDEX event_more_vms ON event (seq) WHERE ${HAS_MORE_VMS};
  CREATE INDEX event_unsealed ON event (seq) WHERE seal IS NULL;
`;
