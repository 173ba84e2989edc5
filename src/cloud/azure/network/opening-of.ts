import type { Opening } from '../../../access/drift/opening.ts';
import type { GroupRule } from './group.ts';
import type { NsgRule } from './nsg-rules.ts';

/** What a rule lets in, and whom it does not tell: an application security group may be anybody. */
export const openingOf = (rule: NsgRule & Partial<Pick<GroupRule, 'byGroups'>>): Opening => ({
  access: rule.access,
  protocol: rule.protocol,
  sources: [...rule.sources, ...(rule.byGroups ? [A_GROUP] : [])],
  destinations: [...rule.destinations, ...(rule.byGroups ? [A_GROUP] : [])],
  ports: rule.ports,
});

const A_GROUP = 'an application security group';

/** Where rules stand, as text: a rule's name cannot be changed, so that it is known again whatever somebody makes of it. */
export const placesOf = (rules: readonly Pick<NsgRule, 'nsgId' | 'name'>[]): string =>
  [...new Set(rules.map(placeOf))].sort().join(' ');

/** Azure's names have no case, and no spaces. */
export const placeOf = ({ nsgId, name }: Pick<NsgRule, 'nsgId' | 'name'>): string =>
  `${nsgId}/${name}`.toLowerCase();

export const readPlaces = (text: string | undefined): readonly string[] =>
  (text ?? '').split(' ').filter((place) => place !== '');
