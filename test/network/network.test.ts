import { describe, expect, it } from 'vitest';
import { examineConfig } from '../../src/config.ts';
import { secretsIn } from '../../src/secrets/names.ts';
import { bypassOf, proxyOf, unusedIn } from '../../src/settings/network.ts';

const keysOf = (env: Record<string, string>): readonly string[] =>
  examineConfig({ AJAR_POLICY: 'p.yaml', ...env }, []).faults.map(({ key }) => key);

describe('the proxy', () => {
  it.each([
    'proxy.contoso.com:3128',
    'socks5://127.0.0.1:1080',
    'http://proxy/path',
  ])('is a fault as %s, named and not shown', (url) => {
    const { faults } = examineConfig({ HTTPS_PROXY: url, AJAR_CA_FILE: '/nowhere.pem' }, []);
    expect(faults.map(({ key }) => key)).toEqual(expect.arrayContaining(['HTTPS_PROXY', 'AJAR_CA_FILE']));
    expect(JSON.stringify(faults)).not.toContain(url);
  });

  it('is taken with a user and a password, of which the log shows neither form', () => {
    const HTTPS_PROXY = 'http://ajar:p%40ssword-1@proxy.contoso.com:3128';
    expect(keysOf({ HTTPS_PROXY })).toEqual([]);
    expect(secretsIn({ HTTPS_PROXY })).toEqual(['p%40ssword-1', 'p@ssword-1']);
  });

  it('is taken in small letters too, what is written for Ajar first, and not where NO_PROXY is everything', () => {
    expect(proxyOf({ https_proxy: 'http://a:1' })).toBe('http://a:1');
    expect(proxyOf({ https_proxy: 'http://a:1', HTTPS_PROXY: 'http://b:1' })).toBe('http://b:1');
    expect(proxyOf({ HTTPS_PROXY: 'http://a:1', NO_PROXY: '*' })).toBeUndefined();
  });
});

describe('what is called without the proxy', () => {
  const NEVER = ['localhost', '127.0.0.1', '[::1]', '169.254.169.254'];

  it('is this machine and what gives it an identity, whatever is written', () => {
    expect(bypassOf({})).toEqual(NEVER);
    expect(bypassOf({ IDENTITY_ENDPOINT: 'http://169.254.130.2:8081/msi/token' })).toEqual([
      ...NEVER,
      '169.254.130.2',
    ]);
  });

  it.each([
    'contoso.com',
    '.contoso.com',
    '*.contoso.com',
    'Contoso.com:443',
  ])('is the host and all below it for %s', (word) => {
    expect(bypassOf({ NO_PROXY: word })).toEqual([...NEVER, 'contoso.com', '.contoso.com']);
  });

  it('is an address as it is; a range is of no use, and said to be', () => {
    const env = { no_proxy: '10.0.0.0/8, 10.1.2.3' };
    expect(bypassOf(env)).toEqual([...NEVER, '10.1.2.3', '10.0.0.0/8']);
    expect(unusedIn(env)).toEqual(['10.0.0.0/8']);
  });
});
