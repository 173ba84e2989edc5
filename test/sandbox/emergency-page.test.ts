import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { createSandbox } from '../../sandbox/azure/sandbox.ts';
import { IDS, NET } from './jit.ts';
import { openWire } from './wire.ts';

const PAGE = readFileSync(new URL('../../docs/emergency.md', import.meta.url), 'utf8');

/** What somebody would have put into the page's variables. */
const VALUES: Readonly<Record<string, string>> = {
  ...{ NSG_GROUP: 'rg-prod', NSG: 'nsg-prod', WHO: 'mina', UNTIL: '20991231T220000Z', PROTOCOL: 'Tcp' },
  ...{ ME: '203.0.113.7', ADDRESS: '10.10.1.4', PORT: '3389', VM_ID: IDS.vm01, POLICY: IDS.prodPolicy },
  END: new Date(Date.now() + 2 * 3_600_000).toISOString().replace(/\.\d+Z/, 'Z'),
};

/** The words of a command of the page, as a shell hands them on. */
function words(begin: string): readonly string[] {
  const text = PAGE.split('```').find((block) => block.includes(begin)) ?? '';
  const line = text.slice(text.indexOf(begin)).replaceAll('\\\n', ' ').split('\n')[0] ?? '';
  const filled = line.replace(/\$(\w+)/g, (_, key: string) => VALUES[key] ?? `unset ${key}`);
  return [...filled.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double?.replaceAll('\\"', '"') ?? single ?? bare ?? '',
  );
}

const option = (all: readonly string[], name: string): string => all[all.indexOf(name) + 1] ?? '';

/** What `az network nsg rule create` makes of its options: Debian's own az cannot be asked. */
const ruleOf = (all: readonly string[]) => ({
  ...{ priority: Number(option(all, '--priority')), description: option(all, '--description') },
  ...{ direction: option(all, '--direction'), access: option(all, '--access') },
  ...{ protocol: option(all, '--protocol'), sourcePortRange: option(all, '--source-port-ranges') },
  sourceAddressPrefix: option(all, '--source-address-prefixes'),
  destinationAddressPrefix: option(all, '--destination-address-prefixes'),
  destinationPortRange: option(all, '--destination-port-ranges'),
});

it('what docs/emergency.md says to send is taken: the rule, its removal under the same name, and the request to Defender', async () => {
  const sandbox = await createSandbox();
  onTestFinished(() => sandbox.close());
  const wire = await openWire(sandbox);
  const rule = words('az network nsg rule create');
  const name = option(rule, '-n');
  expect(option(words('az network nsg rule delete'), '-n')).toBe(name);
  const url = `${IDS.nsg}/securityRules/${name}${NET}`;
  expect((await wire('PUT', url, { properties: ruleOf(rule) })).status).toBe(201);

  const asked = words('az rest --method post');
  const path = option(asked, '--url').replace('https://management.azure.com', '');
  const { status, body } = await wire('POST', path, JSON.parse(option(asked, '--body')));
  expect([status, body.justification]).toEqual([202, 'INC-123 Mina Kim']);
  expect(body.virtualMachines[0].ports[0]).toMatchObject({
    ...{ number: 3389, allowedSourceAddressPrefix: '203.0.113.7' },
  });
});
