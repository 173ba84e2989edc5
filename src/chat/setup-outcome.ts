import type { Setup } from '../access/setup/setup.ts';
import { CAPS, plain } from './plain.ts';

type At = (instant: Date) => string;

/** What the clock will do next, or when it was over. */
export function whenOf(setup: Setup, at: At): string {
  switch (setup.status) {
    case 'pending':
      return setup.approval === 'none' ? '' : `Lapses at ${at(setup.lapsesAt)} unless an admin approves it.`;
    case 'applying':
      return `Approved at ${at(setup.since)}.`;
    case 'continuing':
    case 'done':
      return `Set up at ${at(setup.appliedAt)}.`;
    case 'failed':
      return `Given up at ${at(setup.endedAt)}.`;
    case 'denied':
      return `Denied at ${at(setup.endedAt)}.`;
    case 'cancelled':
      return `Cancelled at ${at(setup.endedAt)}.`;
    case 'lapsed':
      return `Lapsed at ${at(setup.endedAt)}.`;
    default:
      return setup satisfies never;
  }
}

/** What came of it, and of what waited for it; empty while nobody knows. */
export function outcomeOf(setup: Setup): string {
  const sentence = (text: string | undefined): string => plain(text ?? '', CAPS.sentence);
  switch (setup.status) {
    case 'pending':
    case 'applying':
      return '';
    case 'continuing':
      return sentence(setup.note);
    case 'done': {
      const { continued } = setup;
      const next =
        continued === undefined
          ? ''
          : continued.request === undefined
            ? `What waited for it was not asked: ${sentence(continued.sentence)}`
            : `What waited for it was asked as ${plain(continued.request, CAPS.id)}.`;
      return [sentence(setup.note), next].filter(Boolean).join(' ');
    }
    case 'failed':
    case 'lapsed':
      return sentence(setup.why);
    case 'denied':
      return [`Denied by ${plain(setup.by.name, CAPS.name)}.`, plain(setup.why ?? '', CAPS.reason)]
        .filter(Boolean)
        .join(' ');
    case 'cancelled':
      return `Cancelled by ${plain(setup.by.name, CAPS.name)}.`;
    default:
      return setup satisfies never;
  }
}
