import { expect, it } from 'vitest';
import { AVERY } from '../../sandbox/demo/people.ts';
import { placeNames } from '../../src/flow/cards/place-names.ts';
import { named, personalPlace } from '../../src/flow/cards/places.ts';
import { POLICY, policyOf } from '../fakes/policy.ts';

const namesOf = (...places: Parameters<typeof placeNames>[1]) =>
  placeNames({ policy: () => policyOf(POLICY) }, places);

it('a private chat has its person’s name, and never the id of somebody whom the policy does not name', () => {
  const stranger = personalPlace('slack', '5f0c3c9e-0000-4000-8000-000000000001');
  expect(namesOf(personalPlace('', AVERY.id), stranger)).toEqual([
    "Avery's private chat",
    "somebody's private chat",
  ]);
});

it('channels are counted by their app, each once, without their ids', () => {
  const night = named('teams:19:night@thread.tacv2');
  expect(namesOf(night, named('slack:C0123456789'), night, named('teams:19:day@thread.tacv2'))).toEqual([
    '2 Teams channels',
    'a Slack channel',
  ]);
});
