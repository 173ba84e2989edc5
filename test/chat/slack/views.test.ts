import { describe, expect, it } from 'vitest';
import {
  denyView,
  fieldOf,
  formView,
  loadingView,
  readMetadata,
  sayView,
} from '../../../src/chat/slack/cards/views.ts';
import { createDraw } from '../../../src/chat/slack/draw.ts';
import { FORM_FIELDS, type Form, type FormChoice } from '../../../src/ports/form.ts';
import { faultsInView } from '../../contracts/block-kit.ts';
import { SAMPLE_CARDS } from '../../contracts/sample-cards.ts';
import { elementsOf, readBlocks } from './read-blocks.ts';

const draw = createDraw();

describe('the form', () => {
  const form = (more: Partial<Form> = {}): Form => ({ ...SAMPLE_CARDS.form.form, ...more });
  const inputs = (of: Form) =>
    [...elementsOf(formView(draw, of), 'input')].map((input) => {
      const { type } = input.element as { type: string };
      return `${fieldOf(String(input.block_id))} ${type}`;
    });
  const choices = (count: number): FormChoice[] =>
    Array.from({ length: count }, (_, at) => ({
      value: `${1000 + at}/tcp`,
      title: `${1000 + at}/tcp`,
      chosen: at === 0,
    }));

  it('has an input for each field, in their order', () => {
    expect(inputs(form()).map((each) => each.split(' ')[0])).toEqual(FORM_FIELDS);
  });

  it('shows a few choices at once and many in a menu', () => {
    expect(inputs(form({ ports: choices(10) }))).toContain('ports checkboxes');
    expect(inputs(form({ ports: choices(11) }))).toContain('ports multi_static_select');
    expect(inputs(form({ sources: choices(10) }))).toContain('source radio_buttons');
    expect(inputs(form({ sources: choices(11) }))).toContain('source static_select');
    for (const count of [0, 1, 10, 11, 100, 400])
      expect(faultsInView(formView(draw, form({ ports: choices(count), sources: choices(count) })))).toEqual(
        [],
      );
  });

  it('says a sentence where there is nothing to choose from', () => {
    const empty = form({ ports: [], durations: [], sources: [], otherPort: false });
    expect(inputs(empty)).toEqual(['vm external_select', ...TYPED]);
    expect(readBlocks(formView(draw, empty))).toContain('No port of this VM is yours to ask for.');
    const { vm: _, ...unpicked } = empty;
    expect(inputs(unpicked)).toEqual(['vm external_select', TYPED[0], ...TYPED.slice(3)]);
    expect(readBlocks(formView(draw, unpicked))).toContain('Pick a VM');
    expect(faultsInView(formView(draw, unpicked))).toEqual([]);
  });
  const TYPED = ['whom', 'start', 'otherSource', 'justification', 'ticket'].map(
    (name) => `${name} plain_text_input`,
  );

  it('gives another VM fresh choices and keeps what was typed', () => {
    const ids = (key: string) =>
      [...elementsOf(formView(draw, form({ vm: { key, name: key, note: '' } })), 'input')].map(
        ({ block_id }) => String(block_id),
      );
    const [one, other] = [ids('k-1'), ids('k-2')];
    const kept = one.filter((id) => other.includes(id)).map(fieldOf);
    expect(kept).toEqual(['vm', 'whom', 'start', 'otherSource', 'justification', 'ticket']);
    const whoms = (whom: string) =>
      [...elementsOf(formView(draw, form({ requester: whom })), 'input')].map(({ block_id }) =>
        String(block_id),
      );
    expect(
      whoms('riley')
        .filter((id) => whoms('avery').includes(id))
        .map(fieldOf),
    ).toEqual(kept);
  });

  it('knows its form again', () => {
    expect(readMetadata(String(formView(draw, form()).private_metadata))).toEqual({ form: 'f-1' });
    for (const none of ['', '{', '[]', '"f-1"', 'null']) expect(readMetadata(none)).toEqual({});
    expect(readMetadata('{"request":{"id":1},"terms":"1"}')).toEqual({ terms: '1' });
  });
});

it('makes views that Slack takes', () => {
  const denied = { request: 'aj-7k2m9q', terms: 3, channel: 'C012AB3CD', ts: '1700000000.000100' };
  const views = [
    loadingView(),
    denyView(denied),
    sayView('Asked', 'Riley asked for it.', 'open 3389 on vm-prod-01 for 2h'),
    sayView('A title that is longer than Slack takes', 'W'.repeat(5_000)),
  ];
  for (const view of views) expect(faultsInView(view)).toEqual([]);
  expect(readMetadata(String(denyView(denied).private_metadata))).toEqual({ ...denied, terms: '3' });
});
