import type { JitSetup } from '../../../ports/jit-setup.ts';
import { CloudError } from '../../../ports/provider.ts';

const OFF =
  'Ajar does not set up just-in-time access here. Whoever runs it switches that on with AJAR_CONFIGURE=on, ' +
  'for an identity with the role of "ajar azure role --can configure".';

/** Where Ajar is to set up nothing: it looks at nothing, and asks nothing of Azure. */
export function createNoSetup(): JitSetup {
  const refuse = async (): Promise<never> => {
    throw new CloudError('denied', OFF, { nothingSent: true });
  };
  return { off: OFF, look: refuse, write: refuse };
}
