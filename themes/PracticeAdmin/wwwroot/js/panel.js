// A panel beside a list or calendar, with an address of its own. Focus goes to the field that asks for it, else to the title; Escape follows
// the close link, and focus returns to what opened the panel. What that was stays in memory: an address may hold a searched name.
let opener = null;
let wasOpen = document.querySelector('practice-panel') !== null;

class PracticePanel extends HTMLElement {
  connectedCallback() {
    document.addEventListener('keydown', this);
    queueMicrotask(() => (this.querySelector('.problem[role=alert]') ?? this.querySelector('[autofocus]') ?? this.querySelector('h2'))?.focus({ preventScroll: true }));
  }

  disconnectedCallback() {
    document.removeEventListener('keydown', this);
  }

  handleEvent(event) {
    if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open], details.menu[open], :popover-open')) return;
    event.preventDefault();
    this.querySelector('[data-close]')?.click();
  }
}

customElements.define('practice-panel', PracticePanel);

document.addEventListener('click', event => {
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
  if (link && !link.closest('practice-panel')) opener = link.getAttribute('href');
});

globalThis.Blazor?.addEventListener('enhancedload', () => {
  const isOpen = document.querySelector('practice-panel') !== null;
  if (opener && wasOpen && !isOpen) document.querySelector(`#main a[href="${CSS.escape(opener)}"]`)?.focus();
  wasOpen = isOpen;
});
