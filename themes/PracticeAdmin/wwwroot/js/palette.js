// The command palette: pages, records and actions by a few letters. The server decides what is found.
const pause = 120;
const sprite = '_content/PracticeCms.Ui/icons.svg#';

class PracticePalette extends HTMLElement {
  #dialog;
  #input;
  #list;
  #status;
  #timer;
  #request;
  #chosen = -1;
  #isBehind = false;
  #opensFirst = false;

  connectedCallback() {
    this.#dialog = this.querySelector('dialog');
    this.#input = this.querySelector('input');
    this.#list = this.querySelector('[role=listbox]');
    this.#status = this.querySelector('[role=status]');
    this.#input.addEventListener('input', this);
    this.addEventListener('keydown', this);
    this.addEventListener('click', this);
    document.addEventListener('pointerdown', this);
  }

  disconnectedCallback() {
    document.removeEventListener('pointerdown', this);
  }

  show(text = '') {
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#input.value = text;
    this.#input.focus();
    this.#opensFirst = false;
    this.#isBehind = true;
    this.#list.replaceChildren();
    this.#find();
  }

  handleEvent(event) {
    if (event.type === 'pointerdown') {
      if (event.target instanceof Element && event.target.closest('[data-palette-open]') && event.pointerType === 'mouse') {
        event.preventDefault();
        this.show();
      }
    } else if (event.type === 'input') {
      this.#isBehind = true;
      this.#opensFirst = false;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#find(), pause);
    } else if (event.type === 'keydown') {
      this.#key(event);
    } else if (event.target === this.#dialog || event.target.closest('[role=option]')) {
      this.#dialog.close();
      event.target.closest('[role=option]')?.deed?.click();
    }
  }

  #key(event) {
    const options = this.#options;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (options.length > 0) this.#choose((this.#chosen + (event.key === 'ArrowDown' ? 1 : -1) + options.length) % options.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      // Who types and presses Enter means what was typed, not what is still on the screen.
      if (this.#isBehind) this.#opensFirst = true;
      else options[this.#chosen]?.click();
    }
  }

  get #options() {
    return [...this.#list.querySelectorAll('[role=option]')];
  }

  async #find() {
    this.#request?.abort();
    this.#request = new AbortController();
    try {
      const answer = await fetch(`${this.dataset.src}?q=${encodeURIComponent(this.#input.value)}`, { signal: this.#request.signal, headers: { Accept: 'application/json' } });
      if (answer.redirected) this.#say('Your session has ended. Reload the page to sign in.');
      else if (answer.ok) this.#draw([...deeds(this.#input.value), ...await answer.json()]);
      else this.#say('Search is not available right now.');
    } catch (error) {
      if (error.name !== 'AbortError') this.#say('Search is not available right now.');
    }
  }

  #draw(groups) {
    this.#isBehind = false;
    if (groups.length === 0) {
      this.#say('Nothing found. Try fewer letters.');
      return;
    }

    let number = 0;
    this.#list.replaceChildren(...groups.flatMap(group => {
      const section = element('div', { role: 'group', 'aria-label': group.title });
      section.append(element('div', { class: 'palette-group', 'aria-hidden': 'true' }, group.title), ...group.items.map(item => option(item, number++)));
      return section;
    }));
    this.#status.textContent = `${number} results`;
    this.#choose(0);
    if (this.#opensFirst) this.#options[0].click();
  }

  #say(text) {
    this.#isBehind = false;
    this.#list.replaceChildren(element('p', { class: 'palette-none' }, text));
    this.#status.textContent = text;
    this.#chosen = -1;
    this.#input.removeAttribute('aria-activedescendant');
  }

  #choose(index) {
    const options = this.#options;
    this.#chosen = index;
    options.forEach((o, i) => o.setAttribute('aria-selected', String(i === index)));
    if (!options[index]) return;
    this.#input.setAttribute('aria-activedescendant', options[index].id);
    options[index].scrollIntoView({ block: 'nearest' });
  }
}

// What this page and the frame can do: their own buttons, pressed from here.
function deeds(text) {
  if (!text.startsWith('>')) return [];
  const wanted = text.slice(1).trim().toLocaleLowerCase();
  const found = [...document.querySelectorAll('#main .btn:not(table *, li *, :disabled)'), ...document.querySelectorAll('[data-command]')]
    .map(deed => ({ deed, title: deed.dataset.command ?? deed.textContent.trim(), detail: '', icon: deed.querySelector('use')?.getAttribute('href').split('#')[1] ?? 'arrow-right' }))
    .filter(item => item.title && item.title.toLocaleLowerCase().includes(wanted));
  return found.length > 0 ? [{ title: 'Here', items: found }] : [];
}

function option(item, number) {
  const link = element(item.deed ? 'div' : 'a', { class: 'palette-item', role: 'option', id: `palette-${number}`, tabindex: '-1', 'aria-selected': 'false', ...(item.deed ? {} : { href: item.url }) });
  link.deed = item.deed;
  const icon = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  for (const [name, value] of Object.entries({ class: 'icon', width: 16, height: 16, fill: 'currentColor', 'aria-hidden': 'true' })) icon.setAttribute(name, value);
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', sprite + item.icon);
  icon.append(use);
  link.append(icon, element('span', {}, item.title), element('small', {}, item.detail));
  return link;
}

function element(tag, attributes, text = '') {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

customElements.define('practice-palette', PracticePalette);
