// A message goes after ten seconds, but not while somebody reads or reaches for Undo.
const life = 10_000;

class PracticeToast extends HTMLElement {
  static observedAttributes = ['data-key'];
  #timer;

  connectedCallback() {
    this.addEventListener('click', this);
    for (const type of ['pointerenter', 'focusin']) this.addEventListener(type, this);
    for (const type of ['pointerleave', 'focusout']) this.addEventListener(type, this);
    this.#start();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  // Enhanced navigation may reuse the element for the next message.
  attributeChangedCallback() {
    this.#start();
  }

  handleEvent(event) {
    if (event.type === 'click') {
      if (event.target.closest('[data-close]')) this.remove();
    } else if (event.type === 'pointerenter' || event.type === 'focusin') {
      clearTimeout(this.#timer);
    } else {
      this.#start();
    }
  }

  #start() {
    clearTimeout(this.#timer);
    if (this.isConnected) this.#timer = setTimeout(() => this.remove(), life);
  }
}

customElements.define('practice-toast', PracticeToast);
