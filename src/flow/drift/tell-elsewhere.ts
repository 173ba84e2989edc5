import { isEmergency } from '../../access/emergency.ts';
import { AJAR } from '../../access/person.ts';
import { formatPort } from '../../access/port.ts';
import type { Found } from '../../ports/provider.ts';
import { tell } from '../cards/tell.ts';
import type { Deps } from '../deps.ts';
import { hashOf } from './tell-drift.ts';
import { watchPlaces } from './watch-places.ts';
import { sayFound } from './words.ts';

/** Told once, quietly, and left: it may be another installation's, or ours from before the store was lost. */
export async function tellElsewhere(deps: Deps, found: Found): Promise<void> {
  const at = deps.clock.now();
  const { title, loud, sentences } = isEmergency(found.request) ? byHand(found) : unknown(found);
  await tell(deps, {
    id: `drift/elsewhere/${found.request}/${hashOf(`${found.grant.key} ${found.until.toISOString()}`)}`,
    bulletin: { status: 'told', at, loud, title, sentences },
    places: await watchPlaces(deps),
    event: {
      ...{ at, kind: 'drift', actor: AJAR, app: 'ajar', detail: sentences.join(' '), request: found.request },
      vms: found.grant.vm.id === '' ? [] : [found.grant.vm.id],
      ...{ ports: [formatPort(found.port)], sources: [found.source], until: found.until },
      ...{ rules: [], policy: deps.policy().hash, traces: [] },
    },
  });
}

interface Words {
  readonly title: string;
  readonly loud: boolean;
  readonly sentences: readonly string[];
}

const unknown = (found: Found): Words => ({
  title: `Unknown to this Ajar: ${found.request}`,
  loud: false,
  sentences: [
    `In the cloud stands an opening of Ajar's that this Ajar has no request for: ${sayFound(found)}.`,
    `It may be another installation's. It is left until its end, ${found.until.toISOString()}, and closed then.`,
  ],
});

/** What somebody made as docs/emergency.md says, while no Ajar could be asked; whoever makes it is not proven by its name. */
const byHand = (found: Found): Words => ({
  title: `Opened by hand: ${formatPort(found.port)} on ${found.vm}`,
  loud: true,
  sentences: [
    `Somebody made an emergency rule by hand, as "${found.key ?? ''}" by its name: ${formatPort(found.port)} on ${found.vm} from ${found.source}. Nobody approved it.`,
    `It is left until its end, ${found.until.toISOString()}, and closed then.`,
  ],
});
