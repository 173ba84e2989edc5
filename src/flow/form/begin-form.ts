import { vmsOf } from '../../access/grant.ts';
import { readJustification } from '../../access/justification.ts';
import type { AccessRequest } from '../../access/request.ts';
import { ticketIn } from '../../access/ticket.ts';
import type { Vm } from '../../access/vm.ts';
import type { FormAsked, FormField, Origin } from '../../ports/form.ts';
import type { Deps } from '../deps.ts';
import type { KeptForm } from './kept-form.ts';
import { recallListed } from './kept-list.ts';

/** What a form is begun from: nothing, a request, a row of a list, or a message. */
export async function begin(deps: Deps, asked: FormAsked, vms: readonly Vm[]): Promise<KeptForm> {
  const { person, origin } = asked;
  const bare = { id: deps.newId(), person, ...(origin && isOnTheWeb(origin) ? { origin } : {}) };
  if (asked.again !== undefined) {
    const stored = await deps.store.find(asked.again);
    if (stored && stored.request.requester.id === person.id)
      return { ...bare, ...fromRequest(stored.request) };
  }
  if (asked.listed !== undefined) {
    const vm = await recallListed(deps, asked.listed, person);
    return { ...bare, fields: {}, ...(vm === undefined ? { notice: OLD_LIST } : { vm }) };
  }
  return asked.text === undefined ? { ...bare, fields: {} } : { ...bare, ...fromText(asked.text, vms) };
}

const OLD_LIST = 'That list is more than an hour old, or it is not yours. Pick the VM here.';

/** Approvers will be offered it as a link. */
const isOnTheWeb = ({ url }: Origin): boolean => URL.canParse(url) && new URL(url).protocol === 'https:';

/** The same once more; what was said for why is left to be read again. */
function fromRequest(request: AccessRequest): Pick<KeptForm, 'vm' | 'fields' | 'notice'> {
  const [first] = request.grants;
  const own = request.grants.filter((grant) => grant.vm.id === first?.vm.id);
  const fields: Partial<Record<FormField, string>> = {
    ports: [...new Set(own.map(({ port }) => `${port.number}/${port.protocol}`))].join(','),
    minutes: String(Math.round((request.shortened?.askedMs ?? request.durationMs) / 60_000)),
    source: first?.source ?? '',
    justification: request.justification ?? '',
    ticket: request.ticket ?? '',
  };
  const { id, grants } = request;
  const count = vmsOf(grants).length;
  const notice = `${id} was for ${count} VMs, and a form takes one. For all of them write: again ${id}`;
  return { ...(first ? { vm: first.vm.id } : {}), fields, ...(count > 1 ? { notice } : {}) };
}

/** An alert: the one VM whose whole name it has, and its first words as a draft of the reason. */
function fromText(text: string, vms: readonly Vm[]): Pick<KeptForm, 'vm' | 'fields'> {
  const words = new Set(
    text
      .slice(0, 4_000)
      .toLowerCase()
      .split(/[^\w.-]+/)
      .map((word) => word.replace(/^[.-]+|[.-]+$/g, '')),
  );
  const named = vms.filter((vm) => words.has(vm.name.toLowerCase()));
  const [vm] = named;
  const why = readJustification(text.slice(0, 1_000)) ?? '';
  const ticket = ticketIn(why) ?? '';
  return { ...(vm && named.length === 1 ? { vm: vm.id } : {}), fields: { justification: why, ticket } };
}
