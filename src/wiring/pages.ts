import type { Config } from '../config.ts';
import { createApprovalDesk } from '../flow/confirm/desk.ts';
import type { Deps } from '../flow/deps.ts';
import { createAddressDesk } from '../flow/source/desk.ts';
import type { Route } from '../ports/web.ts';
import { addressRoutes } from '../web/address-routes.ts';
import { approvalRoutes } from '../web/approval-routes.ts';
import { createSignIn } from '../web/sign-in.ts';

/** The pages that people open in a browser, as far as there is an address for them. */
export function pagesOf({ publicUrl, trustedProxies, signIn }: Config, deps: Deps): readonly Route[] {
  if (publicUrl === undefined) return [];
  const { store, clock, log } = deps;
  const where = { publicUrl, trustedProxies };
  return [
    ...addressRoutes({ ...where, desk: createAddressDesk(deps) }),
    ...(signIn
      ? approvalRoutes({
          ...{ ...where, store, clock, log, desk: createApprovalDesk(deps) },
          signIn: createSignIn(signIn, publicUrl, log),
        })
      : []),
  ];
}
