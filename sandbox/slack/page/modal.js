// A modal of the page, with inputs that work: what is typed or picked is sent as soon as the input is left.
export const make = (tag, fields = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), fields);
  element.append(...children);
  return element;
};

export function drawModal(over, modal, act) {
  over.hidden = !modal;
  if (!modal || over.dataset.key === modal.key) {
    if (!modal) over.dataset.key = '';
    return;
  }
  over.dataset.key = modal.key;
  const faults = new Map();
  const parts = make('div', { className: 'parts' });
  for (const { html, field } of modal.parts) {
    if (field) {
      const fault = make('span', { className: 'fault' });
      faults.set(field.block, fault);
      parts.append(make('label', { className: 'field' }, ...fieldParts(field, fault, act), fault));
    } else parts.insertAdjacentHTML('beforeend', html);
  }
  const cancel = make('button', {
    textContent: modal.submit ? 'Cancel' : 'Close',
    onclick: () => act('cancel'),
  });
  const footer = make('footer', {}, cancel);
  if (modal.submit) {
    const send = async () => {
      const { errors = {} } = await act('submit');
      for (const [block, fault] of faults) fault.textContent = errors[block] ?? '';
    };
    footer.append(make('button', { className: 'go', textContent: modal.submit, onclick: send }));
  }
  over.replaceChildren(
    make('div', { className: 'modal' }, make('header', { textContent: modal.title }), parts, footer),
  );
}

function fieldParts(field, fault, act) {
  const label = make('b', { textContent: field.label + (field.optional ? ' (optional)' : '') });
  const fill = async (value) => {
    const { error = '' } = await act('fill', { block: field.block, value });
    fault.textContent = error;
  };
  return [label, ...INPUTS[field.kind](field, fill, act), make('i', { textContent: field.hint })];
}

const typed = (tag, type) => (field, fill) => {
  const input = make(tag, { value: field.value, placeholder: field.placeholder });
  if (type) input.type = type;
  input.onchange = () => fill(input.value);
  return [input];
};

const INPUTS = {
  line: typed('input'),
  lines: typed('textarea'),
  number: typed('input', 'number'),
  one({ options, placeholder }, fill) {
    const select = make('select', {}, make('option', { value: '', textContent: placeholder }));
    for (const { value, title, note, chosen } of options)
      select.append(
        make('option', { value, textContent: note ? `${title} · ${note}` : title, selected: chosen }),
      );
    select.onchange = () => fill(select.value);
    return [select];
  },
  many({ options }, fill) {
    const boxes = options.map(({ value, chosen }) =>
      make('input', { type: 'checkbox', value, checked: chosen }),
    );
    const now = () =>
      fill(
        boxes
          .filter(({ checked }) => checked)
          .map(({ value }) => value)
          .join(),
      );
    for (const box of boxes) box.onchange = now;
    return options.map(({ title, note }, index) =>
      make('div', {}, boxes[index], ` ${title} `, make('i', { textContent: note })),
    );
  },
  search({ block, value, placeholder }, fill, act) {
    const input = make('input', { value, placeholder });
    const offers = make('div', { className: 'offers' });
    const offer = async () => {
      const found = await act('suggest', { block, letters: input.value });
      if (!Array.isArray(found)) return;
      offers.replaceChildren(
        ...found.slice(0, 8).map((option) =>
          make('button', {
            type: 'button',
            textContent: option.note ? `${option.title} · ${option.note}` : option.title,
            onclick: () => {
              input.value = option.title;
              offers.replaceChildren();
              fill(option.value);
            },
          }),
        ),
      );
    };
    input.oninput = offer;
    input.onfocus = offer;
    return [input, offers];
  },
};
