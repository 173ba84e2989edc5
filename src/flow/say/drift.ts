import type { Said } from '../../ports/chat.ts';
import { CloudError } from '../../ports/provider.ts';
import { refuse, replyPrivately } from '../cards/reply.ts';
import { zoneOf } from '../cards/zone.ts';
import type { Deps } from '../deps.ts';
import { reconcile } from '../drift/reconcile.ts';
import { sayDrift } from '../drift/words.ts';
import { rolesOf } from '../step/roles.ts';
import { vmsNow } from '../vms-now.ts';

/** "drift": compares the whole cloud with our record now, closes what is nobody's, and says what differs; in private. */
export async function drift(deps: Deps, said: Said): Promise<void> {
  if (!(await rolesOf(deps, said)).seesAll)
    return refuse(
      deps,
      said,
      'Only auditors, on-call and admins see drift, since it shows what is open to whom.',
    );
  const zone = await zoneOf(deps, { ...said.place, privateTo: said.person.id });
  try {
    const found = await reconcile(deps);
    const all = await vmsNow(deps);
    const sentences = sayDrift(found.drift, 'vms' in all ? all.vms : [], zone);
    const title = sentences.length === 0 ? 'The cloud is as Ajar has it' : 'Where the cloud differs';
    const left =
      found.left > 0 ? [`${found.left} of Ajar's that no request owns could not be proven shut.`] : [];
    await replyPrivately(deps, said, {
      ...{ card: 'bulletin', zone },
      bulletin: {
        status: 'told',
        at: found.drift.at,
        loud: false,
        title,
        sentences: [...left, ...sentences],
      },
    });
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    await refuse(deps, said, `Nothing can be told, which does not mean that all is well. ${error.message}`);
  }
}
