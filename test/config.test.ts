import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { ConfigError } from '../src/settings.ts';

const ID = '3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b';

const faultsOf = (env: Record<string, string>): readonly string[] => {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
};

describe('the settings', () => {
  it('have defaults that listen on this machine only', () => {
    expect(readConfig({})).toMatchObject({ host: '127.0.0.1', port: 3978, zone: 'UTC' });
    expect(readConfig({}).azure).toMatchObject({
      endpoint: 'https://management.azure.com',
      scope: 'https://management.azure.com/.default',
    });
  });

  it('name every fault at once, with the key, what was found and what to write', () => {
    const faults = faultsOf({
      PORT: '99999',
      AJAR_TIME_ZONE: 'Mars/Olympus',
      AJAR_APPROVERS: 'avery@example.com',
      TEAMS_AUTH: 'maybe',
    });
    expect(faults).toHaveLength(4);
    expect(faults.join('\n')).toContain('PORT: found "99999"; write a port from 0 to 65535.');
    expect(faults.join('\n')).toContain('AJAR_APPROVERS: found "avery@example.com"; write Entra object ids');
  });

  it('never show a secret', () => {
    const faults = faultsOf({ TEAMS_APP_ID: 'not-a-guid', TEAMS_APP_PASSWORD: 'hunter2' });
    expect(faults.join()).not.toContain('hunter2');
  });

  it('refuse authentication that is off anywhere but on loopback, or in production', () => {
    expect(faultsOf({ TEAMS_AUTH: 'off', AJAR_HOST: '0.0.0.0' }).join()).toContain('TEAMS_AUTH');
    expect(faultsOf({ TEAMS_AUTH: 'off', NODE_ENV: 'production' }).join()).toContain('TEAMS_AUTH');
    expect(faultsOf({ TEAMS_AUTH: 'off' })).toEqual([]);
  });

  it('ask for what a signed bot needs', () => {
    expect(faultsOf({ TEAMS_APP_ID: ID })).toEqual([
      expect.stringContaining('TEAMS_TENANT_ID is empty'),
      expect.stringContaining('TEAMS_APP_PASSWORD is missing'),
    ]);
    const open = { TEAMS_AUTH: 'off', AJAR_HOST: '0.0.0.0', TEAMS_SERVICE_HOSTS: 'example.com' };
    expect(faultsOf(open)).toEqual([
      'TEAMS_AUTH is "off" and the server listens on "0.0.0.0": listen on 127.0.0.1, or set TEAMS_AUTH to "on".',
      'TEAMS_AUTH is "off" and TEAMS_SERVICE_HOSTS names hosts other than this machine: leave TEAMS_SERVICE_HOSTS out.',
    ]);
    expect(faultsOf({ TEAMS_APP_ID: ID, TEAMS_TENANT_ID: ID, TEAMS_APP_TYPE: 'UserAssignedMSI' })).toEqual(
      [],
    );
  });

  it('read a national cloud and a faster clock', () => {
    const config = readConfig({
      AJAR_AZURE_ENDPOINT: 'https://management.usgovcloudapi.net/',
      AJAR_CLOCK: '2026-01-15T12:00:00Z,60,0',
    });
    expect(config.azure.scope).toBe('https://management.usgovcloudapi.net/.default');
    expect(config.clock).toEqual({ epoch: Date.parse('2026-01-15T12:00:00Z'), factor: 60, realStart: 0 });
    expect(faultsOf({ AJAR_CLOCK: 'yesterday,0' }).join()).toContain('AJAR_CLOCK');
  });
});
