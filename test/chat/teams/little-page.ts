import { createRequire } from 'node:module';

/**
 * As much of a browser's page as Microsoft's renderer touches when it draws a card, so that what it draws can be read without a
 * browser. Nothing here lays anything out: the pictures of the gallery are for that.
 */
class Node {
  readonly nodes: Node[] = [];
  readonly style = { removeProperty: () => '', setProperty: () => undefined };
  readonly classList = { add: () => undefined, remove: () => undefined };
  readonly attributes: Record<string, string> = {};
  readonly tag: string;
  text = '';
  innerText = '';
  innerHTML = '';
  textContent = '';
  title = '';
  placeholder = '';
  value = '';
  constructor(tag: string) {
    this.tag = tag;
  }
  get children(): readonly Node[] {
    return this.nodes;
  }
  get childNodes(): readonly Node[] {
    return this.nodes;
  }
  get firstElementChild(): Node | undefined {
    return this.nodes[0];
  }
  appendChild(node: Node): Node {
    this.nodes.push(node);
    return node;
  }
  append(...nodes: Node[]): void {
    this.nodes.push(...nodes);
  }
  setAttribute(name: string, value: string): void {
    this.attributes[name] = String(value);
  }
  removeAttribute(name: string): void {
    delete this.attributes[name];
  }
  getElementsByTagName(tag: string): readonly Node[] {
    return this.nodes.flatMap((node) => [
      ...(node.tag === tag ? [node] : []),
      ...node.getElementsByTagName(tag),
    ]);
  }
  addEventListener(): void {}
  read(): string {
    const own = [this.innerText, this.textContent, this.innerHTML, this.text, this.placeholder, this.value];
    return [...own, ...this.nodes.map((node) => node.read())].filter((text) => text !== '').join('\n');
  }
}

const page = {
  createElement: (tag: string) => new Node(tag),
  createTextNode: (text: string) => Object.assign(new Node('#text'), { textContent: text }),
};

const WORLD = {
  ...{ document: page, window: {} },
  ...{ HTMLElement: Node, HTMLButtonElement: Node, HTMLInputElement: Node },
};

// The package's main entry cannot be imported in Node; its bundle can.
const AC = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.js');

AC.AdaptiveCard.onProcessMarkdown = (text: string, result: { outputHtml?: string; didProcess?: boolean }) =>
  Object.assign(result, { outputHtml: text, didProcess: true });

/** What somebody reads on a card that Microsoft's own renderer has drawn; markdown stays as it is. */
export function renderedText(card: unknown): string {
  const world = globalThis as Record<string, unknown>;
  Object.assign(world, WORLD);
  try {
    const drawn = new AC.AdaptiveCard();
    drawn.parse(card);
    return (drawn.render() as Node).read();
  } finally {
    for (const name of Object.keys(WORLD)) delete world[name];
  }
}
