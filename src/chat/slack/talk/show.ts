import { isSetupEnded } from '../../../access/setup/setup.ts';
import type { Accounts } from '../../../ports/accounts.ts';
import type { Card } from '../../../ports/card.ts';
import { type Chat, ChatError, type Place } from '../../../ports/chat.ts';
import type { Mention } from '../../../ports/user-groups.ts';
import { withoutRepeats } from '../../repeats.ts';
import type { Button } from '../cards/buttons.ts';
import { type Resolved, withGroups } from '../cards/group-mentions.ts';
import type { MentionOf } from '../cards/mentions.ts';
import type { Draw } from '../draw.ts';
import type { Sends } from '../send/sends.ts';
import type { Message } from '../wire.ts';
import type { Asides } from './asides.ts';
import type { Drafts } from './drafts.ts';
import type { History } from './history.ts';
import { markOf } from './mark.ts';
import type { Places } from './places.ts';

export interface ShowParts {
  readonly draw: Draw;
  readonly sends: Pick<Sends, 'show'>;
  readonly asides: Asides;
  readonly places: Pick<Places, 'whyShut' | 'direct' | 'isStillOf'>;
  readonly accounts: Pick<Accounts, 'userOf'>;
  readonly drafts: Pick<Drafts, 'begin'>;
  readonly history: History;
}

type RequestCard = Extract<Card, { readonly request: unknown }>;

/** Of what was shown aside: it cannot be redrawn, so it has no id. */
const NO_MESSAGE = '';

/** Sends a card to its place, or redraws the message that it replaces; answers that are nobody else's business go aside. */
export function createShow(parts: ShowParts): Chat['show'] {
  return async (card, place, replaces, mentions = []) => {
    if (place.app !== 'slack') throw new ChatError('broken', `"${place.app}" is no place in Slack`);
    const told = withoutRepeats(card, place);
    const named = replaces === undefined ? await resolved(parts, place, mentions) : [];
    if ('request' in told) return showRequest(parts, told, place, replaces, named);
    if ('setup' in told) return showSetup(parts, told, place, replaces);
    const message = drawAnswer(parts.draw, told);
    // An ask is answered aside; a question that is posted to several places (a review) is answered where it was posted.
    if (told.card === 'draft' && place.aside !== undefined) await parts.drafts.begin(told.draft, place);
    if (place.aside !== undefined && replaces === undefined)
      if (await showAside(parts, told, message, place, place.aside)) return NO_MESSAGE;
    const first = replaces === undefined ? withMentions(message, place, named) : message;
    return parts.sends.show(place.conversation, first, at(replaces, place.thread));
  };
}

/**
 * In a channel everybody may read what was answered to a mention, but a refusal or a question is the sender's alone: where Slack
 * does not show it aside it goes to their direct messages. Answers whether it was shown.
 */
async function showAside(
  { asides, places, sends }: ShowParts,
  { card }: Card,
  message: Message,
  { privateTo }: Place,
  aside: string,
): Promise<boolean> {
  const way = asides.find(aside);
  const isTheirs = card === 'refusal' || card === 'draft';
  if (!isTheirs && way?.everything !== true) return false;
  if (way && (await asides.use(aside, message))) return true;
  if (privateTo !== undefined) return false;
  if (!way) throw new ChatError('gone', 'It is not known any more who was to see this alone');
  await sends.show(await places.direct(way.user), message);
  return true;
}

/** What only a modal or an App Home can be, as a conversation can have it. */
function drawAnswer(draw: Draw, card: Card): Message {
  if (card.card === 'form')
    return withFormButton(draw({ card: 'answer', sentence: 'The form opens with this button.' }, false));
  if (card.card === 'jit')
    return withJitButton(draw({ card: 'answer', sentence: jitLead(card) }, false), card);
  if (card.card !== 'home') return draw(card, false);
  const { mine, waiting, all = [], more } = card.home;
  const rows = [...waiting, ...mine, ...all];
  return draw({ card: 'list', title: HOME_TITLE, rows, more: more.waiting + more.mine + more.all }, false);
}

const HOME_TITLE = 'Your access; the Home tab of this app has it with buttons';

/** Slack opens a modal only for a gesture. */
function withFormButton({ text, blocks }: Message): Message {
  const label = { type: 'plain_text', text: 'Open the form', emoji: false };
  const button = { type: 'button', action_id: 'ask' satisfies Button, text: label };
  return { text, blocks: [...blocks, { type: 'actions', elements: [button] }] };
}

type JitCard = Extract<Card, { card: 'jit' }>;

const jitLead = ({ form: { how, vm } }: JitCard): string =>
  `${how === 'edit' ? 'What just-in-time access keeps of' : 'Just-in-time access on'} ${vm.name}: the form opens with this button.`;

function withJitButton({ text, blocks }: Message, { form }: JitCard): Message {
  const label = { type: 'plain_text', text: 'Open the form', emoji: false };
  const button = { type: 'button', action_id: 'jit' satisfies Button, value: form.id, text: label };
  return { text, blocks: [...blocks, { type: 'actions', elements: [button] }] };
}

type SetupCard = Extract<Card, { readonly setup: unknown }>;

/** As of a request: nothing of it is shown where people of other organisations read along, or by whoever it is not for. */
async function showSetup(
  { draw, sends, places }: ShowParts,
  card: SetupCard,
  place: Place,
  replaces: string | undefined,
): Promise<string> {
  const shut = await whyNot(places, card.setup.requester.id, place);
  if (shut !== undefined) return takeAway({ draw, sends }, place, replaces, shut);
  const drawn = draw(card, false);
  const { id, status } = card.setup;
  // What it came to is a message of its own beside the first one.
  const telling = isSetupEnded(card.setup) ? status : '';
  const mark = markOf(id, 'setup', place.conversation, place.thread ?? '', telling);
  const message = replaces === undefined ? { ...drawn, mark } : drawn;
  return sends.show(place.conversation, message, at(replaces, place.thread));
}

async function showRequest(
  { draw, sends, places, accounts, history }: ShowParts,
  card: RequestCard,
  place: Place,
  replaces: string | undefined,
  mentions: readonly Resolved[],
): Promise<string> {
  const isPublic = place.privateTo === undefined;
  const shut = await whyNot(places, card.request.requester.id, place);
  if (shut !== undefined) return takeAway({ draw, sends }, place, replaces, shut);
  const mentionOf = isPublic ? await mentionsFor(accounts, card, place) : undefined;
  const drawn = draw(card, isPublic, mentionOf);
  const message =
    replaces === undefined ? { ...withMentions(drawn, place, mentions), mark: markFor(card, place) } : drawn;
  const ts = await sends.show(place.conversation, message, at(replaces, place.thread));
  await history(card, place, ts);
  return ts;
}

/** People by their account in the workspace of the place; who has none there stays a name. */
const resolved = ({ accounts }: ShowParts, { service }: Place, mentions: readonly Mention[]) =>
  Promise.all(
    mentions.map(async (mention): Promise<Resolved> => {
      const { person } = mention;
      const user = person === undefined ? undefined : await accounts.userOf(person, 'slack', service);
      return user === undefined ? mention : { ...mention, user };
    }),
  );

const withMentions = (message: Message, { privateTo, service }: Place, mentions: readonly Resolved[]) =>
  privateTo === undefined && mentions.length > 0 ? withGroups(message, mentions, service) : message;

/** Why nothing of a request may be read there; undefined when it may. */
async function whyNot(
  places: ShowParts['places'],
  requester: string,
  place: Place,
): Promise<string | undefined> {
  const { privateTo, conversation } = place;
  if (privateTo === undefined) return places.whyShut(conversation);
  const what = privateTo === requester ? undefined : 'others';
  return (await places.isStillOf(privateTo, conversation, what)) ? undefined : NOT_THEIRS;
}

const NOT_THEIRS = 'this Slack account is not linked any more, or is a guest’s or an outsider’s';

/** A channel may be shared, or an account unlinked, when cards are there already: what can be taken back is. */
async function takeAway(
  { draw, sends }: Pick<ShowParts, 'draw' | 'sends'>,
  { conversation }: Place,
  replaces: string | undefined,
  shut: string,
): Promise<string> {
  if (replaces === undefined) throw new ChatError('gone', `Nothing was posted, because ${shut}`);
  const sentence = `Nothing of this request is shown here any more, because ${shut}.`;
  return sends.show(conversation, draw({ card: 'answer', sentence }, false), { ts: replaces });
}

/** Every telling of an alarm is a message of its own, and every round of asking; of any other card a request has one in a place. */
function markFor(shown: RequestCard, { conversation, thread = '' }: Place): string {
  const { card, request } = shown;
  const asking = card === 'approval' ? (shown.asking ?? '') : '';
  const telling = card === 'alert' ? (shown.telling ?? '') : asking;
  return markOf(request.id, card, conversation, thread, telling);
}

async function mentionsFor(
  accounts: Pick<Accounts, 'userOf'>,
  card: RequestCard,
  { service }: Place,
): Promise<MentionOf> {
  const people = card.card === 'approval' ? card.facts.ping : [];
  const users = await Promise.all(
    people.map(async ({ id }) => [id, await accounts.userOf(id, 'slack', service)] as const),
  );
  const known = new Map(users);
  return (person) => known.get(person);
}

const at = (ts: string | undefined, thread: string | undefined) => ({
  ...(ts === undefined ? {} : { ts }),
  ...(thread === undefined ? {} : { thread }),
});
