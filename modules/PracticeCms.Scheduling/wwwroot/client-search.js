// Finds clients while somebody types; without it, the Search button does the same by a form post.
class PracticeClientSearch extends HTMLElement {
  #timer; #asked = '';

  connectedCallback() { this.addEventListener('input', this); this.addEventListener('keydown', this); }

  handleEvent(event) {
    if (!event.target.matches?.('[data-search]')) return;
    if (event.type === 'keydown') {
      if (event.key === 'Enter') { event.preventDefault(); this.querySelector('.choice input')?.click(); }
      if (event.key === 'ArrowDown') { event.preventDefault(); this.querySelector('.choice input')?.focus(); }
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(event.target.value.trim()), 180);
  }

  async #search(text) {
    if (text === this.#asked) return;
    this.#asked = text;
    const response = await fetch(new URL('admin/calendar/clients', document.baseURI), {
      method: 'POST',
      headers: { RequestVerificationToken: this.closest('form').querySelector('[name=__RequestVerificationToken]').value },
      body: new URLSearchParams({ q: text }),
    });
    if (response.ok && text === this.#asked) this.querySelector('[data-results]').innerHTML = await response.text();
  }
}

if (!customElements.get('practice-client-search')) customElements.define('practice-client-search', PracticeClientSearch);

document.addEventListener('click', event => {
  if (event.target instanceof Element && event.target.closest('[data-print]')) globalThis.print();
});
