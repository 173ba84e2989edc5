import { existsSync, readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { slackManifest } from '../../../src/cli/manifest-slack.ts';

const URL_OF_OURS = 'https://jit.example.org';
const OVER_HTTP = slackManifest({ url: URL_OF_OURS });

interface Manifest {
  readonly features: {
    readonly shortcuts: readonly { readonly name: string; readonly callback_id: string }[];
    readonly slash_commands: readonly { readonly should_escape: boolean }[];
  };
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: {
    readonly socket_mode_enabled: boolean;
    readonly interactivity: object;
    readonly event_subscriptions: { readonly request_url?: string; readonly bot_events: readonly string[] };
  };
}
const read = (manifest: unknown) => manifest as Manifest;

// Slack's own schema is not ours to copy; it stands beside the project where somebody put it.
const SCHEMA = new URL('../../../../shared/slack/manifest.schema.2.0.0.json', import.meta.url);
const there = existsSync(SCHEMA);

describe(`the Slack app manifest${there ? '' : " (not held against Slack's schema, which is not there)"}`, () => {
  it.skipIf(!there)("is as Slack's schema 2.0.0 has it, over HTTP and with Socket Mode", () => {
    const validate = compiled();
    for (const manifest of [OVER_HTTP, slackManifest({}), slackManifest({ history: true })]) {
      validate(manifest);
      expect(validate.errors ?? []).toEqual([]);
    }
  });

  it.skipIf(!there)('the schema would notice a name that is too long', () => {
    const { features, ...rest } = read(OVER_HTTP);
    const shortcuts = features.shortcuts.map((shortcut) => ({ ...shortcut, name: 'x'.repeat(25) }));
    expect(compiled()({ ...rest, features: { ...features, shortcuts } })).toBe(false);
  });

  it('sends everything to one address of ours, the menus of the form included', () => {
    expect(JSON.stringify(OVER_HTTP).match(/https:[^"]+/g)).toEqual(
      Array.from({ length: 4 }, () => `${URL_OF_OURS}/slack/events`),
    );
    expect(read(OVER_HTTP).settings.interactivity).toHaveProperty('message_menu_options_url');
    expect(read(OVER_HTTP).settings.socket_mode_enabled).toBe(false);
  });

  it('names no address where Ajar calls Slack', () => {
    expect(JSON.stringify(slackManifest({}))).not.toContain('https:');
    expect(read(slackManifest({})).settings.socket_mode_enabled).toBe(true);
  });

  it('asks for no more than it needs: no reading of channels, unless that is wanted', () => {
    const bot = ['app_mentions:read', 'channels:read', 'chat:write', 'commands', 'files:write'];
    bot.push('groups:read', 'im:history', 'im:write', 'users:read', 'users:read.email');
    expect(read(OVER_HTTP).oauth_config.scopes).toEqual({ bot });
    expect(read(slackManifest({ history: true })).oauth_config.scopes.bot).toEqual([
      ...bot,
      ...['channels:history', 'groups:history'],
    ]);
  });

  it('gets mentions of people and channels by their ids, never by names', () => {
    for (const { should_escape } of read(OVER_HTTP).features.slash_commands) expect(should_escape).toBe(true);
  });
});

function compiled(): ValidateFunction {
  return formats.default(new Ajv({ strict: false })).compile(JSON.parse(readFileSync(SCHEMA, 'utf8')));
}
