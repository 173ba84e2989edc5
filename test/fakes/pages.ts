import { AVERY, BLAKE, RILEY, SIGN_IN_ID, TENANT_ID } from '../../sandbox/demo/people.ts';
import { startEntra } from '../../sandbox/entra/sign-in.ts';
import type { Person } from '../../src/access/person.ts';
import { createApprovalDesk } from '../../src/flow/confirm/desk.ts';
import type { Deps } from '../../src/flow/deps.ts';
import { createAddressDesk } from '../../src/flow/source/desk.ts';
import type { Links } from '../../src/ports/links.ts';
import type { Route } from '../../src/ports/web.ts';
import { addressRoutes } from '../../src/web/address-routes.ts';
import { approvalRoutes } from '../../src/web/approval-routes.ts';
import { createSignIn } from '../../src/web/sign-in.ts';
import { until } from '../e2e/desk.ts';
import { signInBrowser } from '../web/sign-in-stand.ts';
import { addressBrowser, createCall, PUBLIC_URL } from '../web/stand.ts';

/** What people do with the links that they are told: each opens the newest one, in a browser of their own. */
export interface Pages {
  /** Lets the links go that were told until now and that nobody wants. */
  forget(): void;
  /** Opens it from this address and presses the button; answers what the page says. */
  useAddress(from: string): Promise<string>;
  /** Signs in as this person and approves; answers what the page says. */
  approve(as: Person): Promise<string>;
}

type Remembering = Links & { next(): Promise<string>; forget(): void };

/** No chat app shows an address as text: whoever presses a button of one goes there. */
export function rememberingLinks(links: Links): Remembering {
  const made: string[] = [];
  return {
    ...links,
    forget: () => void made.splice(0),
    /** The newest of those that nobody has opened; waits for one. */
    next: () =>
      until(
        async () => made.splice(0).at(-1),
        () => 'No link was told.',
      ),
    async make(purpose, about) {
      const link = await links.make(purpose, about);
      made.push(link.url);
      return link;
    },
  };
}

/** The pages of an Ajar, with a sign-in. */
export async function openPages(deps: Deps): Promise<{
  readonly routes: readonly Route[];
  at(port: number): Pages;
  close(): Promise<void>;
}> {
  const entra = await startEntra({
    ...{ tenant: TENANT_ID, clientId: SIGN_IN_ID, clientSecret: 'sandbox' },
    people: [RILEY, AVERY, BLAKE].map(({ id, name }) => ({ oid: id, name })),
  });
  const where = { publicUrl: PUBLIC_URL, trustedProxies: ['127.0.0.1/32'] };
  const { store, clock, log } = deps;
  const link = (): Promise<string> => (deps.links as Remembering).next();
  return {
    routes: [
      ...addressRoutes({ ...where, desk: createAddressDesk(deps) }),
      ...approvalRoutes({
        ...{ ...where, store, clock, log, desk: createApprovalDesk(deps) },
        signIn: createSignIn(entra.settings, PUBLIC_URL, log),
      }),
    ],
    at(port) {
      const call = createCall(port);
      return {
        forget: () => (deps.links as Remembering).forget(),
        useAddress: async (from) =>
          (await (await addressBrowser(call).open(await link(), from)).press()).text,
        async approve(as) {
          const { signIn, approve } = signInBrowser(call);
          return (await approve(await signIn(await link(), as))).text;
        },
      };
    },
    close: entra.close,
  };
}
