/**
 * As much as one request takes: every card that asks for an approval shows all of it, since nobody approves what they cannot see.
 * In Slack a list has 2,000 characters, and so has a field: forty ranges of IPv6 fit.
 */
export const AT_MOST = { vms: 20, ports: 12, sources: 40, nameCharacters: 1_700 } as const;
