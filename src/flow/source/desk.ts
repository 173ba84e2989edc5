import type { AddressDesk, Taken } from '../../ports/address-desk.ts';
import type { Deps } from '../deps.ts';
import { createDesk } from '../once.ts';
import { recallDraft } from '../say/draft.ts';
import { viewOf } from './look.ts';
import { takeAddress } from './take.ts';

/** What the page for addresses may ask of the flow. */
export function createAddressDesk(deps: Deps): AddressDesk {
  const presses = createDesk<Taken | undefined>((taken) => taken?.done === true);
  return {
    async look(secret, source) {
      const found = await deps.links?.find('address', secret);
      const draft = found && !found.used ? await recallDraft(deps, found.about) : undefined;
      return draft && viewOf(deps, draft, source);
    },
    take: (secret, handed) =>
      presses.once(JSON.stringify([secret, handed]), () => takeAddress(deps, secret, handed)),
  };
}
