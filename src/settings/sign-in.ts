import type { Fault } from '../complaint.ts';
import type { SignInSettings } from '../web/sign-in.ts';
import { NATIONAL_CLOUDS } from './national-clouds.ts';
import type { Settings } from './settings.ts';

/** The app that approvers sign in to, when all of it is set. */
export function signInOf(settings: Settings): { readonly signIn?: SignInSettings } {
  const { AJAR_OIDC_CLIENT_ID: clientId, AJAR_OIDC_CLIENT_SECRET: clientSecret } = settings;
  const tenant = tenantOf(settings);
  if (clientId === undefined || clientSecret === undefined || tenant === undefined) return {};
  const { login } = NATIONAL_CLOUDS[settings.AJAR_CLOUD].bot;
  const issuer = settings.AJAR_OIDC_ISSUER ?? `${login}/${tenant}/v2.0`;
  const context = settings.AJAR_OIDC_AUTH_CONTEXT;
  return {
    signIn: {
      issuer,
      tenant,
      clientId,
      clientSecret,
      ...(context === undefined ? {} : { authContext: context }),
    },
  };
}

/** People of the first tenant of Teams approve, unless another is named. */
const tenantOf = ({ AJAR_OIDC_TENANT_ID, TEAMS_TENANT_ID }: Settings): string | undefined =>
  AJAR_OIDC_TENANT_ID ?? TEAMS_TENANT_ID[0];

/** Half of a sign-in is a fault: it would refuse every approval that needs one. */
export function signInFaults(settings: Settings): readonly Fault[] {
  const given = KEYS.filter((key) => settings[key] !== undefined);
  if (given.length === 0) return [];
  const missing: readonly (readonly [string, unknown])[] = [
    ['AJAR_OIDC_CLIENT_ID', settings.AJAR_OIDC_CLIENT_ID],
    ['AJAR_OIDC_CLIENT_SECRET', settings.AJAR_OIDC_CLIENT_SECRET],
    ['AJAR_OIDC_TENANT_ID', tenantOf(settings)],
    ['AJAR_PUBLIC_URL', settings.AJAR_PUBLIC_URL],
  ];
  return missing.flatMap(([key, value]) =>
    value === undefined
      ? [{ key, message: `nothing is set; a sign-in for approvers (${given[0]}) needs it.` }]
      : [],
  );
}

const KEYS = [
  ...(['AJAR_OIDC_CLIENT_ID', 'AJAR_OIDC_CLIENT_SECRET', 'AJAR_OIDC_TENANT_ID'] as const),
  ...(['AJAR_OIDC_ISSUER', 'AJAR_OIDC_AUTH_CONTEXT'] as const),
];
