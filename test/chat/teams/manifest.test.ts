import { readFileSync } from 'node:fs';
import { AppManifestUtils } from '@microsoft/app-manifest';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { manifestCommand, teamsManifest, teamsPackage } from '../../../src/cli/manifest.ts';

const APP = { appId: '22222222-2222-4222-8222-222222222222', domain: 'ajar.example.com' };
interface Bot {
  readonly supportsFiles: boolean;
  readonly commandLists: readonly {
    readonly scopes: readonly string[];
    readonly commands: readonly { readonly title: string }[];
  }[];
}
type Manifest = Parameters<typeof AppManifestUtils.validateAgainstSchema>[0];

describe('the Teams app package', () => {
  it("has a manifest that Microsoft's own validator takes", async () => {
    expect(await AppManifestUtils.validateAgainstSchema(teamsManifest(APP) as Manifest)).toEqual([]);
  });

  it('the validator would notice', async () => {
    const manifest = {
      ...(teamsManifest(APP) as object),
      icons: undefined,
      bots: [{ botId: 'x', scopes: ['galaxy'] }],
    };
    expect(await AppManifestUtils.validateAgainstSchema(manifest as unknown as Manifest)).not.toEqual([]);
  });

  it('has every placeholder filled', () => {
    const text = JSON.stringify(teamsManifest(APP));
    expect(text).not.toContain('${');
    expect(text.split(APP.appId)).toHaveLength(3);
  });

  it('has the commands of each scope within what Teams shows: 12 of 32 characters', () => {
    const [bot] = (teamsManifest(APP) as { bots: Bot[] }).bots;
    expect(bot?.commandLists.flatMap(({ scopes }) => scopes).sort()).toEqual([
      'groupChat',
      'personal',
      'team',
    ]);
    for (const { commands } of bot?.commandLists ?? []) {
      expect(commands.length).toBeLessThanOrEqual(12);
      for (const { title } of commands) expect(title.length).toBeLessThanOrEqual(32);
    }
  });

  it('says that it knows private channels, as Teams demands of a bot in teams since 1.25', () => {
    const manifest = teamsManifest(APP) as Record<string, unknown>;
    expect(manifest).toMatchObject({
      manifestVersion: '1.25',
      supportsChannelFeatures: 'tier1',
      supportedChannelTypes: ['privateChannels'],
    });
  });

  it('may offer files, and asks for nothing else beyond talking: no channel messages, no graph', () => {
    const manifest = teamsManifest(APP) as Record<string, unknown>;
    expect(manifest.permissions).toEqual(['identity', 'messageTeamMembers']);
    expect((manifest.bots as Bot[])[0]?.supportsFiles).toBe(true);
    expect(manifest).not.toHaveProperty('authorization');
    expect(manifest).not.toHaveProperty('webApplicationInfo');
  });

  it('is a zip of three files, the same each time', () => {
    const zip = teamsPackage(APP);
    const files = unzipSync(zip);
    expect(Object.keys(files).sort()).toEqual(['color.png', 'manifest.json', 'outline.png']);
    expect(JSON.parse(new TextDecoder().decode(files['manifest.json']))).toEqual(teamsManifest(APP));
    expect(teamsPackage(APP)).toEqual(zip);
  });

  it('has icons of the sizes that Teams asks for', () => {
    const size = (name: string) => {
      const png = readFileSync(new URL(`../../../manifest/teams/${name}`, import.meta.url));
      return [png.toString('latin1', 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)];
    };
    expect([size('color.png'), size('outline.png')]).toEqual([
      ['PNG', 192, 192],
      ['PNG', 32, 32],
    ]);
  });
});

describe('ajar manifest teams', () => {
  const run = (...args: string[]) => {
    const command = manifestCommand();
    const teams = command.commands[0]!;
    for (const each of [command, teams]) each.exitOverride().configureOutput({ writeErr: () => undefined });
    return command.parseAsync(['node', 'ajar', 'teams', ...args]);
  };

  it('says what is wrong with an id or a host', async () => {
    await expect(run('--app-id', 'mine', '--domain', APP.domain)).rejects.toThrow('"mine" is no GUID');
    for (const domain of [
      'https://ajar.example.com',
      'localhost',
      'a b.example',
      'ajar.example.com/x',
      '-a.example',
    ])
      await expect(run('--app-id', APP.appId, '--domain', domain)).rejects.toThrow(
        `"${domain}" is no host name`,
      );
  });
});
