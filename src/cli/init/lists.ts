/** What the code itself goes by: what each administrator has to grant is taken from there, so that no page can say otherwise. */
export async function loadLists() {
  const [
    { neededFor, whyOf },
    { LOSSES },
    { roleFor },
    { LOOK_UP_RIGHTS },
    { neededScopes, scopeOf, SOCKET_SCOPE },
  ] = await Promise.all([
    import('../../cloud/azure/permissions.ts'),
    import('../../cloud/azure/losses.ts'),
    import('../../cloud/azure/roles.ts'),
    import('../../cloud/azure/directory/rights.ts'),
    import('../../chat/slack/scopes.ts'),
  ]);
  return { neededFor, whyOf, LOSSES, roleFor, LOOK_UP_RIGHTS, neededScopes, scopeOf, SOCKET_SCOPE };
}

export type Lists = Awaited<ReturnType<typeof loadLists>>;
