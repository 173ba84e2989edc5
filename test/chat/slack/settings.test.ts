import { describe, expect, it } from 'vitest';
import { faultsOf, type SlackSettings } from '../../../src/chat/slack/settings.ts';
import { settingsFor } from './door.ts';

const faults = (change: Partial<SlackSettings>) =>
  faultsOf(settingsFor(change)).map(({ key, message }) => `${key}: ${message}`);

describe('the settings of Slack', () => {
  it('are good for Slack, for GovSlack, and for this machine', () => {
    for (const apiUrl of [
      'https://slack.com/api/',
      'https://slack-gov.com/api/',
      'http://127.0.0.1:4003/api/',
    ])
      expect(faults({ apiUrl, teams: ['T0EXAMPLE1', 'E0EXAMPLE1'], emailDomains: ['example.com'] })).toEqual(
        [],
      );
  });

  it('send the token nowhere else', () => {
    for (const apiUrl of [
      ...['http://slack.com/api/', 'https://slack.com.evil.example/api/', 'https://user:x@slack.com/api/'],
      ...['ftp://127.0.0.1/', 'slack.com/api', 'http://192.0.2.1/api/'],
    ])
      expect(faults({ apiUrl }), apiUrl).toEqual([
        expect.stringMatching(/^apiUrl: .*write https:\/\/slack\.com/),
      ]);
  });

  it('need a signing secret over HTTP, and an app-level token for the socket', () => {
    expect(faults({ signingSecrets: [] })).toEqual([
      expect.stringContaining('signingSecrets: nothing is set'),
    ]);
    expect(faults({ socket: true })).toEqual([expect.stringContaining('appToken: ')]);
    expect(faults({ socket: true, appToken: 'xapp-1', signingSecrets: [] })).toEqual([]);
  });

  it('are told wrong all at once, and no secret is shown', () => {
    const told = faults({
      ...{ botToken: 'xoxp-leak', signingSecrets: ['leak'], apiUrl: 'x', teams: ['Example'] },
      emailDomains: ['@example.com'],
    });
    const keys = told.map((line) => line.split(':')[0]);
    expect(keys).toEqual(['botToken', 'apiUrl', 'teams', 'emailDomains', 'signingSecrets']);
    expect(told.join()).not.toContain('leak');
  });
});
