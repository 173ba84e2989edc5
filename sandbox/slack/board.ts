/** A message as its readers see it now. */
export interface Shown {
  readonly channel: string;
  readonly ts: string;
  readonly thread?: string;
  /** Who wrote it. */
  readonly user: string;
  /** The only one who sees it, until they reload. */
  readonly onlyTo?: string;
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly metadata?: unknown;
  /** How often it was redrawn. */
  readonly edits: number;
}

/** A modal or an App Home, as views.open answers it. */
export interface ShownView {
  readonly id: string;
  readonly hash: string;
  readonly type: 'modal' | 'home';
  readonly callback_id: string;
  readonly private_metadata: string;
  readonly blocks: readonly unknown[];
  readonly title: { readonly text: string } | null;
  readonly submit: { readonly text: string } | null;
}

/** Everything that is on somebody's screen, as Slack's own answers told it. */
export interface Board {
  /** Oldest first. */
  messages(): readonly Shown[];
  find(channel: string, ts: string): Shown | undefined;
  home(user: string): ShownView | undefined;
  /** The modal in front of this person. */
  modal(user: string): ShownView | undefined;
  /** Goes up with every change. */
  version(): number;
  put(message: Omit<Shown, 'edits'>): void;
  remove(channel: string, ts: string): void;
  putHome(user: string, view: ShownView): void;
  /** Whoever this trigger was given to may be shown a modal. */
  putTrigger(trigger: string, user: string): void;
  /** In front of the others; without a trigger in the place of the one with its id. */
  putModal(view: ShownView, trigger?: string): void;
  /** One modal, or all of them. */
  closeModal(user: string, all?: boolean): void;
}

export function createBoard(): Board {
  const messages = new Map<string, Shown>();
  const homes = new Map<string, ShownView>();
  const modals = new Map<string, readonly ShownView[]>();
  const triggers = new Map<string, string>();
  let version = 0;
  const changed = (): void => {
    version += 1;
  };
  return {
    messages: () => [...messages.values()],
    find: (channel, ts) => messages.get(`${channel} ${ts}`),
    home: (user) => homes.get(user),
    modal: (user) => modals.get(user)?.at(-1),
    version: () => version,
    put(message) {
      const key = `${message.channel} ${message.ts}`;
      messages.set(key, { ...message, edits: (messages.get(key)?.edits ?? -1) + 1 });
      changed();
    },
    remove(channel, ts) {
      messages.delete(`${channel} ${ts}`);
      changed();
    },
    putHome(user, view) {
      homes.set(user, view);
      changed();
    },
    putTrigger: (trigger, user) => void triggers.set(trigger, user),
    putModal(view, trigger) {
      const opener = triggers.get(trigger ?? '');
      if (opener !== undefined) modals.set(opener, [...(modals.get(opener) ?? []), view]);
      else
        for (const [user, stack] of modals)
          modals.set(
            user,
            stack.map((each) => (each.id === view.id ? view : each)),
          );
      changed();
    },
    closeModal(user, all = false) {
      modals.set(user, all ? [] : (modals.get(user) ?? []).slice(0, -1));
      changed();
    },
  };
}
