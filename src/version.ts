import { shippedText } from './shipped.ts';

/** The version of this Ajar, as its package.json has it. */
export function readVersion(): string {
  return (JSON.parse(shippedText('package.json')) as { readonly version: string }).version;
}
