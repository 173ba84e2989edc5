import type { Board, ShownView } from './board.ts';
import { type Call, type Fields, parsed } from './call.ts';

/** Keeps on the board what a call that went well has put before somebody's eyes. */
export function note(board: Board, call: Call, answer: Fields): void {
  NOTES[call.method]?.(board, parsed(call.fields), answer);
}

type Note = (board: Board, asked: Fields, answer: Fields) => void;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const posted: Note = (board, _asked, answer) => {
  const message = answer.message as Fields;
  const [channel, ts] = [text(answer.channel), text(answer.ts)];
  const { thread_ts: thread = board.find(channel, ts)?.thread, metadata } = message;
  board.put({
    ...{ channel, ts, user: text(message.user), text: text(message.text) },
    blocks: (message.blocks as readonly unknown[] | undefined) ?? [],
    ...(thread ? { thread: text(thread) } : {}),
    ...(metadata ? { metadata } : {}),
  });
};

const opened: Note = (board, asked, answer) =>
  board.putModal(answer.view as ShownView, text(asked.trigger_id));

const NOTES: Readonly<Record<string, Note>> = {
  'chat.postMessage': posted,
  'chat.update': posted,
  'chat.delete': (board, asked) => board.remove(text(asked.channel), text(asked.ts)),
  'chat.postEphemeral': (board, asked, answer) =>
    board.put({
      ...{ channel: text(asked.channel), ts: text(answer.message_ts), user: '', onlyTo: text(asked.user) },
      ...{ text: text(asked.text), blocks: (asked.blocks as readonly unknown[] | undefined) ?? [] },
      ...(asked.thread_ts ? { thread: text(asked.thread_ts) } : {}),
    }),
  'views.publish': (board, asked, answer) => board.putHome(text(asked.user_id), answer.view as ShownView),
  'views.generateTriggerId': (board, asked, answer) =>
    board.putTrigger(text(answer.trigger_id), text(asked.user_id)),
  'views.open': opened,
  'views.push': opened,
  'views.update': (board, _asked, answer) => board.putModal(answer.view as ShownView),
  'files.completeUploadExternal': (board, asked, answer) => {
    for (const file of answer.files as readonly Fields[]) {
      const channel = text(asked.channel_id);
      const shares = Object.values((file.shares ?? {}) as Fields).flatMap(
        (each) => (each as Readonly<Record<string, readonly Fields[]>>)[channel] ?? [],
      );
      for (const share of shares)
        board.put({
          ...{
            channel,
            ts: text(share.ts),
            user: text(file.user),
            text: `${text(file.name)} ${text(file.title)}`,
          },
          blocks: [],
        });
    }
  },
};
