import type { NewEvent } from '../access/audit-event.ts';
import type { AccessRequest } from '../access/request.ts';
import type { AuditSink } from '../ports/audit-sink.ts';
import type { Chat, Listener } from '../ports/chat.ts';
import type { NewRecord, RecordKind, Store, Stored, StoredRecord } from '../ports/store.ts';
import type { Doing, Watch } from '../ports/watch.ts';
import { isAbout, namedIn } from './trail.ts';

/** Told of each event once it is saved, with the request as it was saved with it. */
export type Happened = (event: NewEvent, request?: AccessRequest) => void;

/** A store whose changes are watched. What is counted is what the audit log has, since it is told by the same call. */
export function watchedStore(store: Store, watch: Watch, happened: Happened): Store {
  async function saving<T>(event: NewEvent, work: () => Promise<T>, requestOf?: (saved: T) => AccessRequest) {
    const { kind, request } = event;
    const doing: Doing = { what: 'save', kind, ...(request === undefined ? {} : { request }) };
    const saved = await watch.during(doing, work);
    isAbout(request);
    happened(event, requestOf?.(saved));
    return saved;
  }
  const requestOf = ({ request }: Stored): AccessRequest => request;
  return {
    ...store,
    create: (stored, along) => saving(along.event, () => store.create(stored, along), requestOf),
    save: (stored, along) => saving(along.event, () => store.save(stored, along), requestOf),
    createRecord: <K extends RecordKind>(record: NewRecord<K>, along: Parameters<Store['createRecord']>[1]) =>
      saving(along.event, () => store.createRecord(record, along)),
    saveRecord: <K extends RecordKind>(record: StoredRecord<K>, along: Parameters<Store['saveRecord']>[1]) =>
      saving(along.event, () => store.saveRecord(record, along)),
    record: (event, once) => saving(event, () => store.record(event, once)),
    prune: (upTo, event) => saving(event, () => store.prune(upTo, event)),
  };
}

/** A chat app whose posts are watched; everything else of it stays as it is. */
export function watchedChat<C extends Chat>(chat: C, watch: Watch): C {
  const { app } = chat;
  return {
    ...chat,
    show: (card, place, replaces, mentions) =>
      watch.during({ what: 'post', app, kind: replaces === undefined ? 'show' : 'redraw' }, () =>
        chat.show(card, place, replaces, mentions),
      ),
    send: (file, place) => watch.during({ what: 'post', app, kind: 'file' }, () => chat.send(file, place)),
  };
}

/** The flow as one chat app reaches it, each delivery watched. */
export function watchedListener(flow: Listener, app: string, watch: Watch): Listener {
  const delivery = <T>(kind: keyof Listener, request: string | undefined, work: () => Promise<T>) =>
    watch.during({ what: 'delivery', app, kind, ...(request === undefined ? {} : { request }) }, work);
  return {
    said: (said) => delivery('said', namedIn(said.text), () => flow.said(said)),
    clicked: (click) => delivery('clicked', click.request, () => flow.clicked(click)),
    turnedAway: (refusal) => delivery('turnedAway', undefined, () => flow.turnedAway(refusal)),
    form: (asked) => delivery('form', undefined, () => flow.form(asked)),
    vms: (person, letters, limit) => delivery('vms', undefined, () => flow.vms(person, letters, limit)),
    submitted: (filled) => delivery('submitted', undefined, () => flow.submitted(filled)),
    jitForm: (person, id) => delivery('jitForm', undefined, () => flow.jitForm(person, id)),
    jitSubmitted: (filled) => delivery('jitSubmitted', undefined, () => flow.jitSubmitted(filled)),
    home: (viewer) => delivery('home', undefined, () => flow.home(viewer)),
    viewed: (viewer, request, place, message) =>
      delivery('viewed', request, () => flow.viewed(viewer, request, place, message)),
    identify: (account) => flow.identify(account), // a part of what is delivered
    linked: (account, code, at) => delivery('linked', undefined, () => flow.linked(account, code, at)),
  };
}

export const watchedSink = (sink: AuditSink, watch: Watch): AuditSink => ({
  ...sink,
  send: (lines, signal) => watch.during({ what: 'copy', sink: sink.name }, () => sink.send(lines, signal)),
});
