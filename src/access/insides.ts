import type { Grant } from './grant.ts';

/**
 * The ranges of the classic firewalls on the way to a grant's VM, as it was planned. Behind one the VM sees an address of
 * these, whoever comes, so that a rule of Defender's may name one of them in place of the source that was asked.
 */
export const insidesOf = ({ cloud }: Pick<Grant, 'cloud'>): readonly string[] =>
  (cloud.insides ?? '').split(' ').filter((range) => range !== '');
