import { appTitle } from '../../access/linking.ts';
import { type Person, UNKNOWN } from '../../access/person.ts';
import type { Account } from '../../ports/accounts.ts';
import type { ClickAnswer, Said } from '../../ports/chat.ts';
import { Conflict } from '../../ports/store.ts';
import { answer } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { plainEvent, refusalEvent } from '../step/event.ts';
import { recordOnce } from '../step/record-once.ts';

type Delivery = Pick<Said, 'key' | 'place'>;

/** Ties an account to the person whose code it is; in the audit log whether it was done or not, and told where it was asked for. */
export async function linkAccount(
  deps: Deps,
  account: Account,
  code: string,
  delivery: Delivery,
): Promise<ClickAnswer> {
  const before = await deps.store.answered(delivery.key);
  if (before) return before;
  const linked = await tryToLink(deps, account, code, delivery);
  if ('told' in linked) return linked.told;
  if ('refused' in linked) return refuse(deps, account, linked.refused, delivery.key);
  deps.chats.get(account.app)?.stale?.([linked.person.id]);
  await tellElsewhere(deps, account, linked.person);
  return { sentence: welcome(account, linked.person), refused: false };
}

/** No account is linked without its line in the log, and none by a delivery that another process has answered. */
async function tryToLink(deps: Deps, account: Account, code: string, { key, place }: Delivery) {
  const note = async (person: Person): Promise<void> => {
    const event = plainEvent(deps, 'linked', { person, place }, nameOf(account));
    const answered = { sentence: welcome(account, person), refused: false };
    if (!(await recordOnce(deps, event, key, answered)))
      throw new Conflict('This delivery was handled already.');
  };
  try {
    return await deps.accounts.link(account, code, note);
  } catch (error) {
    const told = error instanceof Conflict ? await deps.store.answered(key) : undefined;
    if (told) return { told };
    throw error;
  }
}

async function refuse(deps: Deps, account: Account, sentence: string, key: string): Promise<ClickAnswer> {
  const known = await deps.accounts.identify(account);
  const actor = 'person' in known ? known.person : UNKNOWN;
  const detail = `${sentence} (${nameOf(account)})`;
  const told = { sentence, refused: true };
  const event = refusalEvent(deps, actor, account.app, detail, {});
  if (await recordOnce(deps, event, key, told)) return told;
  return (await deps.store.answered(key)) ?? told; // another process was first
}

/** By its ids: a name in a chat app is whatever its owner wrote. */
const nameOf = ({ app, team, user }: Account): string => `${appTitle(app)} account ${team}/${user}`;

const welcome = ({ app }: Account, { name }: Person): string =>
  `This ${appTitle(app)} account is linked to ${name} now. "unlink ${app}" undoes it, here or in Teams.`;

/** Whoever was talked into giving their code away reads of it where the code came from. */
async function tellElsewhere(deps: Deps, account: Account, person: Person): Promise<void> {
  const sentence = `${nameOf(account)} (${account.name}) is linked to you now. If that is not yours, write "unlink ${account.app}" at once.`;
  for (const chat of deps.chats.values()) {
    if (!chat.entra) continue;
    try {
      const place = await chat.direct(person.id);
      if (place) await answer(deps, place, sentence);
    } catch (error) {
      deps.log.warn({ app: chat.app, person: person.id, error }, 'a linked account could not be told of');
    }
  }
}
