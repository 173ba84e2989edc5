import type { AzureSettings } from '../cloud/azure/wire/clients.ts';
import type { Fault } from '../complaint.ts';
import type { Settings } from './settings.ts';

/** Whether VMs are put under just-in-time access, where, and by whom. */
export function configureOf(settings: Settings): Pick<AzureSettings, 'configure'> {
  const {
    AJAR_CONFIGURE: on,
    AJAR_JIT_POLICY: policy,
    AJAR_CONFIGURE_CLIENT_ID: clientId,
    AJAR_CONFIGURE_TENANT_ID: tenantId,
    AJAR_CONFIGURE_CLIENT_SECRET: secret,
  } = settings;
  if (on === 'off') return {};
  const app = tenantId !== undefined && secret !== undefined ? { app: { tenantId, secret } } : {};
  return { configure: { policy, ...(clientId === undefined ? {} : { identity: { clientId, ...app } }) } };
}

/** An app signs in with all three; half of it would quietly be somebody else. */
export function configureFaults(settings: Settings): readonly Fault[] {
  const { AJAR_CONFIGURE_CLIENT_ID: id, AJAR_CONFIGURE_TENANT_ID: tenant } = settings;
  const secret = settings.AJAR_CONFIGURE_CLIENT_SECRET;
  const missing = (key: string, why: string): Fault => ({ key, message: `is missing; ${why}.` });
  return [
    ...(id === undefined && (tenant !== undefined || secret !== undefined)
      ? [missing('AJAR_CONFIGURE_CLIENT_ID', 'write the client id of the app that configures')]
      : []),
    ...(tenant === undefined && secret !== undefined
      ? [missing('AJAR_CONFIGURE_TENANT_ID', 'write the tenant of the app whose secret is set')]
      : []),
    ...(secret === undefined && tenant !== undefined
      ? [
          missing(
            'AJAR_CONFIGURE_CLIENT_SECRET',
            'write the secret of the app, or leave AJAR_CONFIGURE_TENANT_ID out for a managed identity',
          ),
        ]
      : []),
  ];
}
