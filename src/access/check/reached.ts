import { type Aim, isAbout } from './match.ts';
import type { Forward, VmNetwork } from './vm-network.ts';

/** Load balancers' rules that lead to these ports, or may. */
export const balancedTo = (aim: Aim): readonly Forward[] =>
  aim.entrance.forwards.filter(({ by, rule }) => by === 'balancer' && isAbout(rule, aim) !== 'no');

/** Whether somebody on the Internet could send something to these ports that arrives as theirs. */
export const isOutside = (aim: Aim): boolean =>
  aim.entrance.publicAddress !== undefined || balancedTo(aim).some(({ isPublic }) => isPublic);

/** Where else than at the VM's own address these ports are reached; empty where nowhere is known. */
export function sayBalanced({ entrances }: VmNetwork, ports: Omit<Aim, 'entrance'>): string {
  const ways = entrances.flatMap((entrance) => balancedTo({ entrance, ...ports }));
  const said = ways
    .filter(({ at }) => at !== '')
    .map(({ at, rule: { called = 'rule', name, of } }) => `${at} (the ${called} "${name}" of ${of})`);
  const texts = [...new Set(said)];
  return texts.length === 0 ? '' : ` Reached at ${texts.slice(0, MOST).join(' and at ')} as well.`;
}

/** As many as a reader takes in. */
const MOST = 3;
