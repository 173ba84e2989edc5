import { filled, type Input, inputs, untouched } from './blocks.ts';
import type { ShownView } from './board.ts';
import type { Fields } from './call.ts';
import type { ClientDeps, Line } from './line.ts';
import { BOT } from './seed.ts';
import type { Delivered } from './sign.ts';

/** The modal in front of one person. */
export interface Modal {
  /** The options that a type-ahead offers. */
  suggest(label: string, letters: string): Promise<readonly Fields[]>;
  /** Types, or picks, by the inputs' labels or block ids; lists with a comma between. */
  fill(fields: Readonly<Record<string, string>>): Promise<void>;
  submit(): Promise<Delivered>;
  /** A view with what was typed into it, as payloads carry it. */
  viewNow(view: ShownView): Fields;
}

type State = Readonly<Record<string, Readonly<Record<string, Fields>>>>;
type Act = (action: Fields, on: ShownView) => Promise<Delivered>;

export function createModal(deps: ClientDeps, line: Line, act: Act): Modal {
  const user = deps.member.id;
  /** What was typed, by view and block; what nobody touched is not in it. */
  const typed = new Map<string, Readonly<Record<string, Fields>>>();
  /** What a type-ahead offered last, by block. */
  const offers = new Map<string, readonly Fields[]>();
  const stateOf = (view: ShownView): State =>
    Object.fromEntries(
      inputs(view.blocks).map(({ block, element }) => [
        block,
        { [String(element.action_id)]: typed.get(view.id)?.[block] ?? untouched(element) },
      ]),
    );
  const viewNow = (view: ShownView): Fields => ({ ...view, state: { values: stateOf(view) } });
  const front = (): ShownView => {
    const view = deps.board.modal(user);
    if (view === undefined) throw new Error(`${deps.member.name} has no modal open.`);
    return view;
  };
  const inputOf = (label: string): Input => {
    const all = inputs(front().blocks);
    const found =
      all.find((each) => each.label === label || each.block === label) ??
      all.find((each) => each.label.startsWith(label));
    if (found) return found;
    throw new Error(`The modal has no input "${label}": ${JSON.stringify(front().blocks)}`);
  };
  const suggest = async ({ element, block }: Input, letters: string): Promise<readonly Fields[]> => {
    const view = front();
    const asked = { action_id: element.action_id, block_id: block, value: letters };
    const container = { type: 'view', view_id: view.id };
    const { status, body } = await line.interact({
      ...{ type: 'block_suggestion', ...asked, container, view: viewNow(view) },
    });
    if (status !== 200) throw new Error(`The app answers a type-ahead with ${status}: ${body}`);
    const { options = [] } = JSON.parse(body) as { options?: readonly Fields[] };
    offers.set(block, options);
    return options;
  };
  /** Whoever picks what they were just offered does not ask for it again. */
  const offersFor = async (input: Input, wanted: string): Promise<readonly Fields[]> => {
    const known = offers.get(input.block) ?? [];
    return known.some(({ value }) => value === wanted) ? known : suggest(input, wanted);
  };
  const fillOne = async (input: Input, wanted: string): Promise<void> => {
    const { block, element } = input;
    const offered = element.type === 'external_select' ? await offersFor(input, wanted) : element.options;
    const value = filled(element, wanted, (offered ?? []) as readonly Fields[]);
    const view = front();
    typed.set(view.id, { ...typed.get(view.id), [block]: value });
    if (dispatches(view, block)) await act({ block_id: block, action_id: element.action_id, ...value }, view);
  };
  return {
    viewNow,
    suggest: (label, letters) => suggest(inputOf(label), letters),
    async fill(fields) {
      for (const [label, wanted] of Object.entries(fields)) await fillOne(inputOf(label), wanted);
    },
    async submit() {
      const view = front();
      const sent = { type: 'view_submission', trigger_id: await line.trigger(view), response_urls: [] };
      const delivered = await line.interact({ ...sent, view: viewNow(view) });
      if (delivered.status === 200) await afterSubmit(deps, line, delivered.body, view);
      return delivered;
    },
  };
}

const dispatches = (view: ShownView, block: string): boolean =>
  (view.blocks as readonly Fields[]).some((each) => each.block_id === block && each.dispatch_action === true);

/** https://docs.slack.dev/surfaces/modals: without a word the modal goes away. */
async function afterSubmit(
  { board, call, member }: ClientDeps,
  line: Line,
  body: string,
  view: ShownView,
): Promise<void> {
  const { response_action: then, view: next } = (body === '' ? {} : JSON.parse(body)) as Fields;
  if (then === undefined || then === 'clear') board.closeModal(member.id, then === 'clear');
  if (then === 'update') await call('views.update', { view_id: view.id, view: next }, BOT.token);
  if (then === 'push')
    await call('views.push', { trigger_id: await line.trigger(view), view: next }, BOT.token);
}
