import { hostsOf, isLoopback } from './hosts.ts';

/** What the Teams side must be told; only `config.ts` reads it from the environment. */
export interface TeamsSettings {
  /** The bot's app id in Entra, a GUID. */
  readonly appId: string;
  /** Microsoft no longer makes multi-tenant bots: https://learn.microsoft.com/azure/bot-service/bot-service-quickstart-registration */
  readonly appType: 'SingleTenant' | 'UserAssignedMSI';
  /** The tenant in which the app is registered, a GUID. */
  readonly appTenant: string;
  /** The client secret; none with `UserAssignedMSI`. */
  readonly password?: string;
  /** The tenants whose people may talk to the bot, GUIDs. */
  readonly tenants: readonly string[];
  /** `off` only for a demo on this machine: nobody's signature is checked. */
  readonly auth: 'on' | 'off';
  /** The address that the server listens on. */
  readonly bind: string;
  readonly production: boolean;
  /** Whether each sender is looked up in the conversation's roster; `off` only together with auth. */
  readonly roster: 'required' | 'off';
  /** Hosts that may be sent to, instead of those of Teams; a leading `*.` allows every host below. */
  readonly serviceHosts?: readonly string[];
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Every fault of the settings, each with the key, what was found and what to write; empty when they are good. */
export function faultsOf(settings: TeamsSettings): readonly string[] {
  return settings.auth === 'off' ? openFaults(settings) : signedFaults(settings);
}

/** Without signatures anyone who can reach the port can be anyone, so only this machine may reach it. */
function openFaults({ bind, production, serviceHosts }: TeamsSettings): readonly string[] {
  const faults: string[] = [];
  if (!isLoopback(bind))
    faults.push(
      `auth is "off" and the server listens on "${bind}": listen on 127.0.0.1, or set auth to "on".`,
    );
  if (production) faults.push('auth is "off" in production: set auth to "on", or unset NODE_ENV for a demo.');
  if (serviceHosts?.some((host) => !isLoopback(host)))
    faults.push(
      'auth is "off" and serviceHosts names hosts other than this machine: leave serviceHosts out.',
    );
  return faults;
}

function signedFaults(settings: TeamsSettings): readonly string[] {
  const { appId, appTenant, tenants, appType, password, roster } = settings;
  const faults: string[] = [];
  if (!GUID.test(appId))
    faults.push(`appId is "${appId}": write the bot's application (client) id from Entra, a GUID.`);
  if (!GUID.test(appTenant))
    faults.push(`appTenant is "${appTenant}": write the id of the app's tenant, a GUID.`);
  if (tenants.length === 0)
    faults.push('tenants is empty: list the ids of the tenants whose people may ask.');
  for (const tenant of tenants)
    if (!GUID.test(tenant)) faults.push(`tenants has "${tenant}": write the id of a tenant, a GUID.`);
  if (appType === 'SingleTenant' && !password)
    faults.push('password is missing: write the client secret, or use a managed identity (UserAssignedMSI).');
  if (roster === 'off')
    faults.push(
      'roster is "off" while auth is "on": set it to "required", or guests could not be told apart.',
    );
  return faults;
}

/** The hosts that may be sent to. */
export const allowedHosts = (settings: TeamsSettings): readonly string[] =>
  settings.serviceHosts ?? hostsOf(settings.auth);
