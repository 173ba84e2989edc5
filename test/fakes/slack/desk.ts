import { writeFile } from 'node:fs/promises';
import type { Actor } from '../../../sandbox/demo/people.ts';
import { rendered, textOf } from '../../../sandbox/slack/blocks.ts';
import type { Shown, ShownView } from '../../../sandbox/slack/board.ts';
import { type Client, findPressable } from '../../../sandbox/slack/client.ts';
import type { Nick } from '../../../sandbox/slack/seed.ts';
import type { Delivered } from '../../../sandbox/slack/sign.ts';
import type { Slack } from '../../../sandbox/slack/workspace.ts';
import { type Desk, oneLine, type Pressing, readsOn, showsAll, until } from '../../e2e/desk.ts';

export interface SlackDesk extends Desk {
  readonly client: Client;
}

/** How its person speaks: to the bot alone, or by `/jit` in a channel. */
export type Speaking = 'direct' | 'command';

/** One person at their Slack: everything that they may read of the stand-in's board, as the board has it now. */
export async function openSlackDesk(
  slack: Slack,
  person: Actor,
  speaking: Speaking = 'direct',
): Promise<SlackDesk> {
  const client = slack.client(person.nick as Nick);
  const { id } = client.member;
  const direct = await client.direct();
  const sees = ({ channel, onlyTo }: Shown): boolean =>
    onlyTo === undefined ? channel === direct || !channel.startsWith('D') : onlyTo === id;
  const messages = (): readonly Shown[] =>
    slack.board.messages().filter((message) => sees(message) && message.user !== id);
  const surfaces = (): readonly (Shown | ShownView)[] => [
    ...[slack.board.home(id), ...messages(), slack.board.modal(id)].filter((each) => each !== undefined),
  ];
  const shown = async (): Promise<readonly string[]> => surfaces().map(readable);
  return {
    ...{ person, client, shown, close: async () => undefined },
    async say(text) {
      accepted(
        speaking === 'direct'
          ? await client.say(text)
          : await client.command(text, slack.channels['war-room']),
      );
    },
    reads: (...parts) => readsOn({ shown, person }, parts),
    press: (button, pressing) => press({ slack, client, surfaces }, button, pressing),
    async keep(file) {
      await writeFile(`${file}.json`, JSON.stringify(surfaces(), null, 2));
      return `${file}.json`;
    },
  };
}

/** Slack shows the blocks; the text is for notifications, and for messages without blocks. */
const readable = ({ blocks, ...more }: Shown | ShownView): string =>
  blocks.length > 0 ? textOf(blocks) : oneLine(rendered('text' in more ? more.text : ''));

function accepted(delivered: Delivered): void {
  if (delivered.status >= 300)
    throw new Error(`The bot answers Slack with ${delivered.status}: ${delivered.body}`);
}

interface At {
  readonly slack: Slack;
  readonly client: Client;
  surfaces(): readonly (Shown | ShownView)[];
}

async function press(at: At, button: string, { on, under, fields }: Pressing): Promise<string> {
  const first = under ?? button;
  const found = await until(
    async () =>
      at.surfaces().findLast((each) => showsAll(readable(each), on) && findPressable(first, each.blocks)),
    () =>
      `Nothing shows ${on.join(' + ')} and "${first}". Shown is:\n${at.surfaces().map(readable).join('\n---\n')}`,
  );
  const before = told(at);
  accepted(await at.client.press(first, found));
  if (under !== undefined) {
    const { id } = at.client.member;
    await until(
      async () => at.slack.board.modal(id),
      () => `"${under}" opened no modal.`,
    );
    await at.client.fill(fields ?? {});
    accepted(await at.client.submit());
  }
  return answerTo(at, before);
}

/** What a person was told aside, and how often what they see was redrawn. */
const told = (at: At): readonly string[] =>
  at.surfaces().map((each) => ('ts' in each ? `${each.ts} ${each.edits}` : `${each.id} ${each.hash}`));

/** The newest that came, or was redrawn, since; Slack itself tells nobody that a click was taken. */
async function answerTo(at: At, before: readonly string[]): Promise<string> {
  return until(
    async () => {
      const now = told(at);
      const index = now.findLastIndex((each) => !before.includes(each));
      const surface = index < 0 ? undefined : at.surfaces()[index];
      return surface && readable(surface);
    },
    () => 'Nothing became of a click.',
    10_000,
  );
}
