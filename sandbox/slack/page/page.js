// Draws what the stand-in for Slack says is on each person's screen, and posts what they do. No texts of people become HTML here:
// the server's `html` was rendered and escaped there, everything else is set as text.
import { drawModal, make } from './modal.js';

const PEOPLE = {
  riley: 'Riley Requester',
  avery: 'Avery Approver',
  blake: 'Blake Approver',
  olly: 'Olly Outsider',
  ada: 'Ada Auditor',
  hana: 'Hana Helper',
  gina: 'Gina Guest',
  stan: 'Stan Stranger',
};
const POLL_MS = 500;

function openDesk(root) {
  let as = root.dataset.as;
  let place = '';
  let version = -1;
  let screen = { places: [] };
  const seen = new Map();
  root.append(document.getElementById('desk').content.cloneNode(true));
  const [nav, cards, form, over] = ['.tabs', '.cards', '.say', '.over'].map((each) =>
    root.querySelector(each),
  );

  let queue = Promise.resolve();
  const act = (name, sent = {}) => {
    const asked = queue.then(async () => {
      const body = JSON.stringify({ as, ...sent });
      const headers = { 'content-type': 'application/json' };
      return (await fetch(`/slack/act/${name}`, { method: 'POST', headers, body })).json();
    });
    asked.then(({ error = '' }) => {
      root.querySelector('.warning').textContent = name === 'fill' ? '' : error;
    });
    queue = asked.catch(() => {});
    return asked.finally(look);
  };

  const who = make('select', { title: 'Who you are here' });
  for (const [nick, name] of Object.entries(PEOPLE))
    who.append(make('option', { value: nick, textContent: name }));
  who.value = as;
  who.onchange = () => {
    as = who.value;
    [place, version] = ['', -1];
    seen.clear();
    look();
  };

  function drawNav() {
    nav.replaceChildren(
      who,
      ...screen.places.map(({ id, title, cards: all }) => {
        const keys = all.map(({ key }) => key).join();
        if (id === place) seen.set(id, keys);
        const tab = make('button', { textContent: title });
        tab.ariaCurrent = String(id === place);
        tab.className = (seen.get(id) ?? '') === keys ? '' : 'news';
        tab.onclick = () => {
          place = id;
          if (id === 'home') act('home');
          draw();
        };
        return tab;
      }),
    );
  }

  function drawCard({ key, html, menus, lines = {}, pages = {}, at, reply }, old) {
    const card = make('div', { className: `${old ? 'redrawn' : ''} ${reply ? 'reply' : ''}` });
    card.dataset.key = key;
    card.innerHTML = html;
    card.onanimationend = () => card.classList.remove('redrawn');
    const inertOf = (action) => [...card.querySelectorAll('[id]')].find(({ id }) => id === action);
    for (const [action, placeholder] of Object.entries(lines)) {
      const line = make('input', { placeholder: `${placeholder} ⏎`, className: 'line' });
      line.onchange = () => act('type', { ...at, action, value: line.value });
      inertOf(action)?.replaceWith(line);
    }
    for (const [action, titles] of Object.entries(menus)) {
      const inert = inertOf(action);
      if (!inert) continue;
      const menu = make(
        'select',
        {},
        make('option', { textContent: inert.innerText.trim() || '…', value: '' }),
      );
      for (const title of titles) menu.append(make('option', { textContent: title, value: title }));
      menu.onchange = () => act('press', { ...at, action, option: menu.value });
      inert.replaceWith(menu);
    }
    card.onclick = (event) => {
      const button = event.target.closest('button[id]');
      const page = pages[button?.id];
      if (page) open(page, '_blank', 'noopener');
      else if (button?.id === 'ask-about') act('about', at);
      else if (button) act('press', { ...at, action: button.id });
    };
    return card;
  }

  function drawCards() {
    const all = screen.places.find(({ id }) => id === place)?.cards ?? [];
    const old = new Map([...cards.children].map((card) => [card.dataset.key, card]));
    const names = new Set([...old.keys()].map((key) => key?.replace(/ \S+$/, '')));
    const isAtEnd = cards.scrollTop + cards.clientHeight > cards.scrollHeight - 40;
    const next = all.map(
      (each) => old.get(each.key) ?? drawCard(each, names.has(each.key.replace(/ \S+$/, ''))),
    );
    // What stays is left where it is: put in anew it would light up anew.
    const isSame =
      next.length === cards.children.length && next.every((card, at) => card === cards.children[at]);
    if (isSame && next.length > 0) return;
    cards.replaceChildren(
      ...(next.length > 0 ? next : [make('p', { className: 'none', textContent: EMPTY })]),
    );
    if (isAtEnd || all.length !== old.size) cards.scrollTop = place === 'home' ? 0 : cards.scrollHeight;
  }

  function draw() {
    place ||= screen.places[0]?.id ?? '';
    drawNav();
    drawCards();
    form.querySelector('input').placeholder =
      `Message Ajar as ${PEOPLE[as]}, or /jit open 22 on web-01 for 1h …`;
    drawModal(over, screen.modal, act);
  }

  async function look() {
    const asked = as;
    const next = await (await fetch(`/slack/screen?as=${as}&since=${version}`)).json();
    if (asked !== as || next.version === version) return;
    version = next.version;
    screen = next;
    draw();
  }

  form.querySelector('[name="shortcut"]').onclick = () => act('shortcut');
  form.onsubmit = (event) => {
    event.preventDefault();
    const input = form.querySelector('input');
    if (input.value.trim() !== '') act('say', { text: input.value, place });
    input.value = '';
    if (place === 'home') place = screen.places[0].id;
  };
  const watch = () =>
    look()
      .catch(() => {})
      .finally(() => setTimeout(watch, POLL_MS));
  watch();
}

const EMPTY =
  'Nothing here yet. Write "/jit" alone for the form, or a sentence such as "/jit open 22 on web-01 for 1h".';

for (const root of document.querySelectorAll('.desk')) openDesk(root);
