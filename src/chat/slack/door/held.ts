import type { OpenView } from '../wire.ts';
import type { Held, State, ViewPayload } from './payload.ts';

/** A view as it came back. */
export const viewOf = (view: ViewPayload): OpenView => ({
  ...{ id: view.id, hash: view.hash, callback: view.callback_id, metadata: view.private_metadata },
  values: valuesOf(view.state),
});

/** A block has one input. */
export const valuesOf = (state: State): OpenView['values'] =>
  Object.fromEntries(
    Object.entries(state?.values ?? {}).flatMap(([block, inputs]) => {
      const [held] = Object.values(inputs);
      return held ? [[block, heldIn(held)]] : [];
    }),
  );

/** What was typed or picked in an input; lists with a comma between. */
export function heldIn(held: Held): string {
  if (held.selected_options) return held.selected_options.map(({ value }) => value).join(',');
  const one = held.selected_option?.value ?? held.value ?? held.selected_date ?? held.selected_time;
  const other = held.selected_user ?? held.selected_conversation ?? held.selected_channel;
  return one ?? other ?? held.selected_date_time?.toString() ?? '';
}
