import { writeSeal } from './kept-seals.ts';
import type { Part, Sound, Verification } from './verify.ts';

/** What a verification shows, as lines for a terminal; the last seal stands on a line of its own, to be kept. */
export const reportLines = (result: Verification): readonly string[] =>
  result.ok
    ? [
        ...(result.part ? partLines(result.part, result) : wholeLines(result)),
        ...checkpointLines(result),
        ...erasedLines(result),
        ...openLines(result),
      ]
    : [`The audit log is broken at event ${result.seq}, which ${result.why}`];

const checkpointLines = ({ checkpoint }: Sound): readonly string[] =>
  checkpoint === undefined
    ? []
    : [
        `Signed up to event ${checkpoint.seq}, on ${checkpoint.at} (key ${checkpoint.signed?.key}): nobody without that key wrote what ` +
          'stands before. Of what came later the chain alone tells.',
      ];

// "Up to": of what was cut off at the end, in a file as in the store, the chain knows nothing.
const wholeLines = ({ sealed, unsealed, last, dropped = 0 }: Sound): readonly string[] => [
  `The audit log is whole up to event ${(last?.seq ?? 0) + unsealed}: ${sealed} sealed, ${unsealed} not sealed yet.`,
  ...(dropped === 0
    ? []
    : [`It begins after event ${dropped}: those up to there were dropped, as it says itself.`]),
  ...(last === undefined
    ? []
    : [
        'Last seal (keep this elsewhere: a tail that was cut off shows only by comparing, with --expect):',
        writeSeal(last),
      ]),
];

/** Of a sealed event whose neighbour is left out nothing can be said, and that is said. */
const partLines = ({ first, last, links }: Part, { sealed, unsealed }: Sound): readonly string[] => [
  `This is a part of an audit log: ${sealed + unsealed} of the events ${first} to ${last}.`,
  `What can be checked holds: ${links} of ${sealed} sealed events continue the event before them. The rest (${sealed - links}) cannot ` +
    'be checked without the events left out: verify the store, or an export without filters.',
];

const erasedLines = ({ erased, unsaid }: Sound): readonly string[] => [
  ...(erased === undefined ? [] : [`Personal values that were erased, as the log says itself: ${erased}.`]),
  ...(unsaid
    ? [
        'Personal values are missing of which nothing in this file says that they were erased: verify the store.',
      ]
    : []),
];

const openLines = ({ unsealed, openSince }: Sound): readonly string[] =>
  openSince === undefined
    ? []
    : [
        `Not sealed yet, so that a change would not show: ${unsealed}, the oldest of ${openSince.toISOString()}. ` +
          'Ajar seals them while it serves.',
      ];
