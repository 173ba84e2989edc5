import type { Home, RequestRow } from '../ports/card.ts';
import type { Row } from './fill.ts';
import { CAPS, plain } from './plain.ts';
import { requestText } from './request-text.ts';

/**
 * One person's overview. Every row has `id`, `terms`, `status`, `tone`, `headline`, `detail`, `connect`, `canApprove`,
 * `canCancel`, `canClose`, `canExtend`, `canAgain` and `minutes` with `extendTitle`: the first extension that is offered.
 */
export type HomeText = {
  readonly card: 'home';
  readonly summary: string;
  readonly title: string;
  readonly notice: string;
  readonly mine: readonly Row[];
  readonly moreMine: string;
  readonly waiting: readonly Row[];
  readonly moreWaiting: string;
  readonly recent: readonly Row[];
  readonly moreRecent: string;
  /** Whether they may see what everybody has. */
  readonly seesAll: boolean;
  readonly all: readonly Row[];
  readonly moreAll: string;
  /** What to say of nothing at all; empty where there is something. */
  readonly nothing: string;
};

export function homeText(home: Home, most: number): HomeText {
  const { mine, waiting, recent, all = [], more } = home;
  const name = home.person.name === home.person.id ? '' : plain(home.person.name, CAPS.name);
  const title = name === '' ? 'Your access' : `${name}, your access`;
  const shown = (rows: readonly RequestRow[]): readonly Row[] => rows.slice(0, most).map(homeRow);
  const left = (rows: readonly RequestRow[], beyond: number): string => {
    const count = rows.length - Math.min(rows.length, most) + beyond;
    return count > 0 ? `${count} more` : '';
  };
  return {
    ...{ card: 'home', summary: title, title, notice: plain(home.notice ?? '', CAPS.sentence) },
    ...{ mine: shown(mine), moreMine: left(mine, more.mine) },
    ...{ waiting: shown(waiting), moreWaiting: left(waiting, more.waiting) },
    ...{ recent: shown(recent), moreRecent: left(recent, more.recent) },
    seesAll: home.all !== undefined,
    ...{ all: shown(all), moreAll: left(all, more.all) },
    nothing: mine.length + waiting.length + recent.length + all.length > 0 ? '' : NOTHING,
  };
}

const NOTHING = 'You have nothing open, and nothing waits for you.';

function homeRow({ request, facts }: RequestRow): Row {
  const text = requestText(request, facts, 6);
  const { id, terms, status, tone, headline, canApprove, canCancel, canClose, canExtend, canAgain } = text;
  const [extension] = text.extendBy;
  return {
    ...{ id, terms, status, tone, headline },
    detail: [text.when, text.provenance].filter((part) => part).join(' '),
    connect: text.connect.map((row) => String(row.address)).join(', '),
    ...{ canApprove, canCancel, canClose, canExtend, canAgain },
    minutes: String(extension?.minutes ?? ''),
    extendTitle: String(extension?.title ?? ''),
  };
}
