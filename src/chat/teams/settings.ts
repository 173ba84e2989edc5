import { isGuid } from '../../access/guid.ts';
import { isLoopback } from '../loopback.ts';
import { hostsOf } from './door/hosts.ts';

/** The Bot Framework of one Azure: who signs what comes in, what our tokens are for, and where they may be sent. */
export interface BotCloud {
  /** Where tokens for the connector are got, without the tenant: a single-tenant bot signs in at its own. */
  readonly login: string;
  /** What these tokens are for, without `/.default`. */
  readonly scope: string;
  /** Whom the tokens of the channel are from. */
  readonly issuer: string;
  /** Where the keys are published that it signs with. */
  readonly openIdMetadata: string;
  readonly tokenService: string;
  /** The hosts that Teams sends from and is answered at; a leading `*.` allows every host below. */
  readonly hosts: readonly string[];
}

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
  readonly cloud: BotCloud;
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

/** What is wrong with one of the settings: what was found and what to write instead, without the key. */
export interface TeamsFault {
  readonly key: keyof TeamsSettings;
  readonly message: string;
}

/** Every fault of the settings; empty when they are good. */
export function faultsOf(settings: TeamsSettings): readonly TeamsFault[] {
  return settings.auth === 'off' ? openFaults(settings) : signedFaults(settings);
}

/** Without signatures anyone who can reach the port can be anyone, so only this machine may reach it. */
function openFaults({ bind, production, serviceHosts }: TeamsSettings): readonly TeamsFault[] {
  const faults: TeamsFault[] = [];
  const auth = (message: string): number => faults.push({ key: 'auth', message });
  if (!isLoopback(bind))
    auth(`found "off" while the server listens on "${bind}"; listen on 127.0.0.1, or write "on".`);
  if (production) auth('found "off" in production; write "on", or unset NODE_ENV for a demo.');
  if (serviceHosts?.some((host) => !isLoopback(host)))
    faults.push({
      key: 'serviceHosts',
      message: 'found hosts other than this machine while nobody signs; leave it out.',
    });
  return faults;
}

function signedFaults(settings: TeamsSettings): readonly TeamsFault[] {
  const { appId, appTenant, tenants, appType, password, roster } = settings;
  const faults: TeamsFault[] = [];
  const add = (key: keyof TeamsSettings, message: string): number => faults.push({ key, message });
  if (!isGuid(appId))
    add('appId', `found "${appId}"; write the bot's application (client) id from Entra, a GUID.`);
  if (!isGuid(appTenant)) add('appTenant', `found "${appTenant}"; write the id of the app's tenant, a GUID.`);
  if (tenants.length === 0)
    add('tenants', 'nothing is set; list the ids of the tenants whose people may ask.');
  for (const tenant of tenants)
    if (!isGuid(tenant)) add('tenants', `found "${tenant}"; write the id of a tenant, a GUID.`);
  if (appType === 'SingleTenant' && !password)
    add('password', 'nothing is set; write the client secret, or use a managed identity (UserAssignedMSI).');
  if (roster === 'off')
    add('roster', 'found "off" while people sign; write "required", or guests could not be told apart.');
  return faults;
}

/** The hosts that may be sent to. */
export const allowedHosts = (settings: TeamsSettings): readonly string[] =>
  settings.serviceHosts ?? hostsOf(settings.auth, settings.cloud.hosts);
