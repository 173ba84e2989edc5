import type { Routes } from '../verdict.ts';
import type { Vm } from '../vm.ts';
import { conversationsOf } from './routes.ts';

/** Whether Ajar opens ports, or only watches. */
export interface Mode {
  /** Only watches, but for `openIn`. */
  readonly watch: boolean;
  /** Resource groups in which it opens although it watches elsewhere; in any subscription where none is named. */
  readonly openIn: readonly OpenIn[];
  /** Where it tells what it sees; undefined when the file does not say. */
  readonly tell?: readonly string[];
}

export interface OpenIn {
  /** Id or name of a subscription. */
  readonly subscription?: string;
  readonly group: string;
}

interface Moded {
  readonly mode: Mode;
}

export const OPEN: Mode = { watch: false, openIn: [] };

/** True where Ajar may open ports of this VM at all: the one question before every opening, and before every other write for it. */
export const opensOn = (
  { mode }: Moded,
  vm: Pick<Vm, 'resourceGroup' | 'subscriptionId'> & Partial<Pick<Vm, 'subscriptionName'>>,
): boolean => !mode.watch || mode.openIn.some((place) => isIn(vm, place));

const isIn = (
  vm: Pick<Vm, 'resourceGroup' | 'subscriptionId'> & Partial<Pick<Vm, 'subscriptionName'>>,
  { subscription, group }: OpenIn,
): boolean =>
  same(vm.resourceGroup, group) &&
  (subscription === undefined ||
    same(vm.subscriptionId, subscription) ||
    same(vm.subscriptionName ?? '', subscription));

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** The conversations that hear of what belongs to no request; none where the file names none. */
export const watchRoutes = ({
  mode,
  defaults,
}: Moded & { readonly defaults: { readonly routes: Routes } }): readonly string[] =>
  mode.tell ?? conversationsOf(defaults.routes.tell).filter((route) => route !== 'direct');

/** Whether people are told of what was opened without Ajar, and of what stands open. */
export const tellsOfOthers = ({ mode }: Moded): boolean => mode.watch || mode.tell !== undefined;
