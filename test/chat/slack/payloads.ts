// As Slack sends them, shortened to what a reader needs: https://docs.slack.dev/reference/interaction-payloads
export const TEAM = 'T0EXAMPLE1';
export const GRID = 'E0EXAMPLE1';
export const USER = 'U0RILEY001';
export const CHANNEL = 'C0APPROVE1';
export const DIRECT = 'D0RILEYBOT';
export const HOOK = 'https://hooks.slack.com/actions/T0EXAMPLE1/1/secret';

type More = Readonly<Record<string, unknown>>;

export const command = (more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => ({
  ...{ token: 'old', team_id: TEAM, team_domain: 'example', enterprise_id: GRID, enterprise_name: 'Example' },
  ...{ channel_id: CHANNEL, channel_name: 'approvals', user_id: USER, user_name: 'riley' },
  ...{ command: '/jit', text: 'open 3389 on vm-prod-01 for 2h', api_app_id: 'A0EXAMPLE1' },
  ...{ is_enterprise_install: 'false', trigger_id: '13345224609.738474920.8088930838d88f008e0' },
  response_url: 'https://hooks.slack.com/commands/T0EXAMPLE1/1/secret',
  ...more,
});

const sender = {
  user: { id: USER, username: 'riley', name: 'riley', team_id: TEAM },
  team: { id: TEAM, domain: 'example' },
  enterprise: null,
  is_enterprise_install: false,
  api_app_id: 'A0EXAMPLE1',
  token: 'old',
};

export const click = (more: More = {}) => ({
  ...sender,
  ...{ type: 'block_actions', trigger_id: '13345224609.738474920.click', response_url: HOOK },
  container: { type: 'message', message_ts: '1764000000.000100', channel_id: CHANNEL, is_ephemeral: false },
  channel: { id: CHANNEL, name: 'approvals' },
  message: {
    ...{ type: 'message', bot_id: 'B0AJARBOT1', user: 'U0AJARBOT1', ts: '1764000000.000100' },
    ...{ text: 'Riley asks', blocks: [], metadata: { event_type: 'ajar_card', event_payload: {} } },
  },
  state: { values: { reason: { reason: { type: 'plain_text_input', value: 'not today' } } } },
  actions: [
    {
      ...{ type: 'button', action_id: 'approve', block_id: 'b1', value: 'aj-7k2m9q 1' },
      ...{ text: { type: 'plain_text', text: 'Approve', emoji: true }, action_ts: '1764000010.123456' },
    },
  ],
  ...more,
});

const view = (more: More = {}) => ({
  ...{ id: 'V0EXAMPLE1', team_id: TEAM, type: 'modal', callback_id: 'form', hash: '1764000000.hash' },
  ...{ private_metadata: '{"form":"f-1"}', root_view_id: 'V0EXAMPLE1', previous_view_id: null },
  ...{ app_id: 'A0EXAMPLE1', bot_id: 'B0AJARBOT1', external_id: '', blocks: [] },
  state: {
    values: {
      vm: {
        vm: { type: 'external_select', selected_option: { value: 'vm-key', text: { type: 'plain_text' } } },
      },
      ports: {
        ports: { type: 'checkboxes', selected_options: [{ value: '22/tcp' }, { value: '3389/tcp' }] },
      },
      minutes: { minutes: { type: 'static_select', selected_option: { value: '120' } } },
      ticket: { ticket: { type: 'plain_text_input', value: null } },
      justification: { justification: { type: 'plain_text_input', value: 'INC-123, disk full' } },
    },
  },
  ...more,
});

export const submission = (more: More = {}) => ({
  ...sender,
  ...{ type: 'view_submission', trigger_id: '1.2.submit', response_urls: [], view: view() },
  ...more,
});

export const viewClick = () => ({
  ...sender,
  ...{ type: 'block_actions', trigger_id: '1.2.view', container: { type: 'view', view_id: 'V0EXAMPLE1' } },
  view: view(),
  actions: [
    {
      ...{ type: 'external_select', action_id: 'vm', block_id: 'vm', action_ts: '1764000020.5' },
      selected_option: { text: { type: 'plain_text', text: 'vm-prod-01' }, value: 'vm-key' },
    },
  ],
});

export const options = (letters: string) => ({
  ...sender,
  ...{ type: 'block_suggestion', action_id: 'vm', block_id: 'vm', value: letters },
  ...{ container: { type: 'view', view_id: 'V0EXAMPLE1' }, view: view() },
});

export const shortcut = () => ({
  ...sender,
  ...{ type: 'shortcut', callback_id: 'ask', trigger_id: '1.2.short', action_ts: '1764000030.1' },
});

export const messageShortcut = () => ({
  ...sender,
  ...{
    type: 'message_action',
    callback_id: 'ask-for-this',
    trigger_id: '1.2.message',
    action_ts: '1764000040.1',
  },
  ...{ response_url: HOOK, message_ts: '1763999999.000200', channel: { id: CHANNEL, name: 'alerts' } },
  message: { type: 'message', bot_id: 'B0ALERTS01', ts: '1763999999.000200', text: 'vm-prod-01 disk 97 %' },
});

export const event = (inner: More, more: More = {}) => ({
  ...{ type: 'event_callback', token: 'old', team_id: TEAM, api_app_id: 'A0EXAMPLE1' },
  ...{ event_id: 'Ev0EXAMPLE1', event_time: 1764000000, is_ext_shared_channel: false },
  authorizations: [
    { enterprise_id: null, team_id: TEAM, user_id: 'U0AJARBOT1', is_bot: true, is_enterprise_install: false },
  ],
  event: inner,
  ...more,
});

export const mention = (more: More = {}) => ({
  ...{ type: 'app_mention', user: USER, team: TEAM, channel: CHANNEL, ts: '1764000050.000300' },
  ...{ text: '<@U0AJARBOT1> open 22 on vm-prod-01', event_ts: '1764000050.000300', blocks: [] },
  client_msg_id: '5f1a0e3c-0000-4000-8000-000000000001',
  ...more,
});

export const direct = (more: More = {}) => ({
  ...{ type: 'message', channel_type: 'im', user: USER, team: TEAM, channel: DIRECT, text: 'list' },
  ...{ ts: '1764000060.000400', event_ts: '1764000060.000400' },
  ...more,
});

export const homeOpened = (tab = 'home') => ({
  ...{ type: 'app_home_opened', user: USER, channel: DIRECT, tab, event_ts: '1764000070.1' },
});
