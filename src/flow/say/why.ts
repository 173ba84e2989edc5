import type { Said } from '../../ports/chat.ts';
import { refuse, replyPrivately } from '../cards/reply.ts';
import { zoneOf } from '../cards/zone.ts';
import type { Deps } from '../deps.ts';
import { explainRequest } from '../step/explain-request.ts';
import { findRequest } from './find-request.ts';
import { lookAt } from './look-at.ts';
import type { Spoken } from './verbs.ts';

/** "why aj-…": which rules hold for a request, who could approve it, and what would let it pass; in private. */
export async function why(deps: Deps, said: Said, sentence: Spoken<'why'>): Promise<void> {
  const found = await findRequest(deps, said.person.id, 'explain', sentence);
  if ('refused' in found) return refuse(deps, said, found.refused);
  const { request } = found.stored;
  const look = await lookAt(deps, said, request);
  if ('refused' in look) return refuse(deps, said, look.refused);
  const sentences = await explainRequest(deps, request, look.seesAll);
  const zone = await zoneOf(deps, { ...said.place, privateTo: said.person.id });
  const bulletin = { status: 'told', at: deps.clock.now(), loud: false, sentences } as const;
  await replyPrivately(deps, said, {
    ...{ card: 'bulletin', zone },
    bulletin: { ...bulletin, title: `Why ${request.id}: the policy's reasons` },
  });
}
