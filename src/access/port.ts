/** A transport protocol; `*` is what Azure calls any protocol. */
export type Protocol = 'tcp' | 'udp' | '*';

/** A port as people say it: number (1 to 65535) and protocol. */
export interface Port {
  readonly number: number;
  readonly protocol: Protocol;
}

/** `3389/tcp`; any protocol reads `3389/any`. */
export const formatPort = ({ number, protocol }: Port): string =>
  `${number}/${protocol === '*' ? 'any' : protocol}`;
