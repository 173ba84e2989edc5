/** What is used of https://github.com/mcollina/autocannon, which brings no types. */
declare module 'autocannon' {
  export interface Options {
    readonly url: string;
    readonly connections: number;
    /** Requests in all. */
    readonly amount: number;
    /** Seconds. */
    readonly timeout: number;
    /** Milliseconds between two looks at whether it has ended. */
    readonly sampleInt: number;
    readonly requests: readonly {
      readonly method: string;
      readonly setupRequest: (request: object) => object;
    }[];
  }
  export interface Result {
    readonly '2xx': number;
    readonly non2xx: number;
    readonly errors: number;
    /** Milliseconds. */
    readonly latency: { readonly p99: number };
  }
  export default function autocannon(options: Options): Promise<Result>;
}
