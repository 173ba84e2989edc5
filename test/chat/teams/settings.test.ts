import { describe, expect, it } from 'vitest';
import { isLoopback } from '../../../src/chat/loopback.ts';
import { createTeamsChat } from '../../../src/chat/teams/chat.ts';
import { mayBeSentTo } from '../../../src/chat/teams/door/hosts.ts';
import { allowedHosts, faultsOf, type TeamsSettings } from '../../../src/chat/teams/settings.ts';
import { settingsFor } from './world.ts';

const open = (change: Partial<TeamsSettings> = {}): TeamsSettings => {
  const { serviceHosts: _hosts, ...rest } = settingsFor();
  return { ...rest, auth: 'off', bind: '127.0.0.1', production: false, tenants: [], appId: '', ...change };
};

describe('settings without signatures', () => {
  it('are taken on this machine alone', () => {
    for (const bind of ['127.0.0.1', '::1', 'localhost', '127.1.2.3', '::ffff:127.0.0.1'])
      expect(faultsOf(open({ bind }))).toEqual([]);
    for (const bind of ['0.0.0.0', '::', '192.0.2.1', '', 'localhost.example', '::ffff:192.0.2.1'])
      expect(faultsOf(open({ bind }))).toEqual([
        { key: 'auth', message: expect.stringContaining(`listens on "${bind}"`) },
      ]);
  });

  it('are refused in production', () => {
    expect(faultsOf(open({ production: true }))).toEqual([
      { key: 'auth', message: expect.stringContaining('in production') },
    ]);
  });

  it('send to this machine alone', () => {
    expect(faultsOf(open({ serviceHosts: ['smba.trafficmanager.net'] }))).toHaveLength(1);
    expect(allowedHosts(open()).every(isLoopback)).toBe(true);
  });

  it('stop the start with every fault at once', () => {
    const deps = { store: {} as never, clock: {} as never, log: {} as never };
    const start = () => createTeamsChat(open({ bind: '0.0.0.0', production: true }), deps);
    expect(start).toThrow(/listens on "0\.0\.0\.0"[\s\S]*in production/);
  });
});

describe('settings with signatures', () => {
  const faults = (change: Partial<TeamsSettings>) =>
    faultsOf(settingsFor(change)).map(({ key, message }) => `${key}: ${message}`);

  it('need ids that are ids, a tenant list and a secret', () => {
    expect(faults({})).toEqual([]);
    expect(faults({ appId: '' })).toEqual([expect.stringContaining('appId: found ""')]);
    expect(faults({ appTenant: 'contoso' })).toEqual([expect.stringContaining('appTenant: found "contoso"')]);
    expect(faults({ tenants: [] })).toEqual([expect.stringContaining('tenants: nothing is set')]);
    expect(faults({ tenants: ['*'] })).toEqual([expect.stringContaining('tenants: found "*"')]);
    expect(faults({ password: '' })).toEqual([expect.stringContaining('password: nothing is set')]);
    expect(faults({ password: '', appType: 'UserAssignedMSI' })).toEqual([]);
  });

  it('cannot do without the roster', () => {
    expect(faults({ roster: 'off' })).toEqual([expect.stringContaining('roster: found "off"')]);
  });
});

describe('where cards may be sent', () => {
  const { serviceHosts: _hosts, ...real } = settingsFor();
  const hosts = allowedHosts(real);

  it('is to Teams, encrypted', () => {
    for (const url of [
      'https://smba.trafficmanager.net/emea/',
      'https://smba.infra.gcc.teams.microsoft.com/gcc',
      'https://webchat.botframework.com/',
    ])
      expect(mayBeSentTo(url, hosts)).toBe(true);
  });

  it('is nowhere else', () => {
    for (const url of [
      'http://smba.trafficmanager.net/emea/',
      'https://smba.trafficmanager.net.evil.example/',
      'https://evilbotframework.com/',
      'https://botframework.com.evil.example/',
      'https://smba.trafficmanager.net@evil.example/',
      'https://user:pass@smba.trafficmanager.net/',
      'https://evil.example/smba.trafficmanager.net',
      'http://127.0.0.1:3978/',
      'http://169.254.169.254/metadata',
      'smba.trafficmanager.net',
      '',
    ])
      expect([url, mayBeSentTo(url, hosts)]).toEqual([url, false]);
  });
});
