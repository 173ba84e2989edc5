import { describe } from 'vitest';
import type { ProviderName } from '../../src/access/grant.ts';
import { endingContract } from './provider/ending.ts';
import { openingContract } from './provider/opening.ts';
import { type Place, stand } from './provider/stand.ts';
import { troubleContract } from './provider/trouble.ts';

/** Everything that `src/ports/provider.ts` promises, for any provider of Azure: through the real libraries, up to the sockets. */
export function providerContract(name: ProviderName, place: Place): void {
  describe(`${name} keeps a provider's promises`, () => {
    const here = (options?: Parameters<typeof stand>[2]) => stand(name, place, options);
    openingContract(here);
    endingContract(here);
    troubleContract(here);
  });
}
