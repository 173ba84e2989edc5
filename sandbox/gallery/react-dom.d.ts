/** As much of https://react.dev/reference/react-dom/server as the gallery uses; the package brings no types. */
declare module 'react-dom/server' {
  export function renderToStaticMarkup(node: unknown): string;
}
