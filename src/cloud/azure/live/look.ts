import type { Grant } from '../../../access/grant.ts';
import type { Order } from '../../../ports/provider.ts';
import { ownEntries } from '../defender/entries.ts';
import { createNetworkReader } from '../defender/network-reader.ts';
import { entriesFor, readJitPolicies } from '../defender/read.ts';
import { createLooks } from '../network/looks.ts';
import { startDeadline } from '../wire/call.ts';
import type { Clients } from '../wire/clients.ts';

/** What Azure shows of one opening through Defender at one moment, in its own words: for the look at a real subscription. */
export interface Look {
  /** Of the policy's `requests`; undefined while it has none for this opening. */
  readonly status: string | undefined;
  readonly reason: string | undefined;
  readonly justification: string | undefined;
  readonly requestor: string | undefined;
  readonly mappedPort: number | undefined;
  /** Names of the rules that let exactly this in, with their groups; undefined where they may not be read. */
  readonly rules: readonly string[] | undefined;
  readonly priorities: readonly number[];
}

/** Reads, changes nothing. Throws `CloudError`. */
export async function lookAt(clients: Clients, order: Order, grant: Grant): Promise<Look> {
  const deadline = startDeadline(clients.limitMs);
  const looks = createLooks(clients);
  const policies = await readJitPolicies(looks, { ...order, grants: [grant] }, deadline);
  const entry = ownEntries(entriesFor(policies, grant), order, grant)[0];
  const network = await createNetworkReader(looks, deadline).read(grant, true);
  const ours = network.readable ? network.ours : [];
  return {
    ...{ status: entry?.status, reason: entry?.reason, justification: entry?.justification },
    ...{ requestor: entry?.requestor, mappedPort: entry?.mappedPort },
    rules: network.readable ? ours.map(({ name, nsgId }) => `${name} in ${nsgId}`) : undefined,
    priorities: ours.map(({ priority }) => priority),
  };
}
