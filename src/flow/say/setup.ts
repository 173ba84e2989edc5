import type { Said } from '../../ports/chat.ts';
import { refuse } from '../cards/reply.ts';
import type { Deps } from '../deps.ts';
import { askConsent } from '../setup/consent.ts';
import { showJitForm } from '../setup/form.ts';
import { keptNow, lookAt, propose } from '../setup/propose.ts';
import { withPorts } from '../setup/wanted-rules.ts';
import { mayNotSetUp } from '../setup/who-may.ts';
import { sourcesOf } from './complete-ask.ts';
import { oneVm } from './one-vm.ts';
import type { Spoken } from './verbs.ts';

/** "enable jit on web-09", "edit jit on web-09": a form, or with ports said at once who would lose access. */
export async function setup(deps: Deps, said: Said, sentence: Spoken<'setup'>): Promise<void> {
  if (sentence.how === 'disable')
    return refuse(
      deps,
      said,
      `VMs are taken out of just-in-time access on the command line only: ajar jit disable ${sentence.vm}`,
    );
  const refused = await mayNotSetUp(deps, said, false);
  if (refused !== undefined) return refuse(deps, said, refused);
  const found = await oneVm(deps, sentence.vm, `${sentence.how} jit on`);
  if ('refused' in found) return refuse(deps, said, found.refused);
  const looked = await lookAt(deps, found.vm);
  if ('refused' in looked) return refuse(deps, said, looked.refused);
  const sources = sourcesOf(deps, sentence);
  if ('refused' in sources) return refuse(deps, said, sources.refused);
  const { ports, durationMs } = sentence;
  const asked = {
    ...{ ports, sources: sources.cidrs },
    ...(durationMs === undefined ? {} : { maxDurationMs: durationMs }),
  };
  if (ports.length === 0) return showJitForm(deps, said, looked.standing, { ...asked, ...whyOf(sentence) });
  const wanted = propose(looked.standing, withPorts(keptNow(looked.standing), asked));
  if ('refused' in wanted) return refuse(deps, said, wanted.refused);
  await askConsent(deps, said, { ...wanted, ...whyOf(sentence) });
}

const whyOf = ({ justification, ticket }: Spoken<'setup'>) => ({
  ...(justification === undefined ? {} : { justification }),
  ...(ticket === undefined ? {} : { ticket }),
});
