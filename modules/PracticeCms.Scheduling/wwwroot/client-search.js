// Finds clients while somebody types; without it, the Search button does the same by a form post.
class PracticeClientSearch extends HTMLElement {
  #timer; #asked = ''; #isBehind = false; #takesFirst = false;

  connectedCallback() { this.addEventListener('input', this); this.addEventListener('keydown', this); }

  handleEvent(event) {
    if (!event.target.matches?.('[data-search]')) return;
    if (event.type === 'keydown') {
      if (event.key === 'Enter') { event.preventDefault(); this.#isBehind ? this.#takesFirst = true : this.#take(); }
      if (event.key === 'ArrowDown') { event.preventDefault(); this.querySelector('.choice input')?.focus(); }
      return;
    }
    this.#isBehind = true;
    this.#takesFirst = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(event.target.value.trim()), 180);
  }

  // The first match of what was typed is meant; on to what is still to be filled in.
  #take() {
    this.#takesFirst = false;
    const choice = this.querySelector('.choice input:checked') ?? this.querySelector('.choice input');
    if (!choice) return;
    choice.checked = true;
    const form = this.closest('form');
    [...form.elements].find(field => field.required && !field.value)?.focus();
  }

  async #search(text) {
    if (text === this.#asked) {
      this.#isBehind = false;
      return;
    }

    this.#asked = text;
    const response = await fetch(new URL('admin/calendar/clients', document.baseURI), {
      method: 'POST',
      headers: { RequestVerificationToken: this.closest('form').querySelector('[name=__RequestVerificationToken]').value },
      body: new URLSearchParams({ q: text }),
    });
    if (response.ok && text === this.#asked) {
      this.querySelector('[data-results]').innerHTML = await response.text();
      this.#isBehind = false;
      if (this.#takesFirst) this.#take();
    }
  }
}

if (!customElements.get('practice-client-search')) customElements.define('practice-client-search', PracticeClientSearch);

// Enter books from a list as it does from a field.
document.addEventListener('keydown', event => {
  if (event.key === 'Enter' && event.target instanceof HTMLSelectElement && event.target.form?.id === 'new-visit') {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

document.addEventListener('click', event => {
  if (event.target instanceof Element && event.target.closest('[data-print]')) globalThis.print();
});
