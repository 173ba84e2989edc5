import type { Card } from '../../../ports/card.ts';
import type { Chat } from '../../../ports/chat.ts';
import type { Paint } from '../cards/paint.ts';
import type { Send } from '../talk/show.ts';
import type { Files } from './files.ts';

/** Offers a file where one person reads alone; elsewhere says where it can be had, for Teams takes files of bots nowhere else. */
export function createSendFile(appId: string, files: Files, paint: Paint, send: Send): Chat['send'] {
  return async (file, place) => {
    if (place.privateTo !== undefined) return files.offer(file, place);
    const sentence = `${file.title} is a file, and Teams takes files only where you and Ajar are alone. Open that chat and write the same there.`;
    const card: Card = { card: 'answer', sentence };
    const { content, summary } = await paint.base(card, place, false);
    const url = `https://teams.microsoft.com/l/chat/0/0?users=28:${appId}`;
    const actions = [{ type: 'Action.OpenUrl', title: 'Open the chat with Ajar', url }];
    await send(place, { content: { ...content, actions }, summary, alert: false });
  };
}
