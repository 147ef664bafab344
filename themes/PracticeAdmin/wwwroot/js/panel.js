// A panel beside a list or calendar, with an address of its own. Focus goes to the field that asks for it, else to the title; Escape follows
// the close link, and focus returns to what opened the panel.
const openerKey = 'practice-panel-opener';

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
  if (link && !link.closest('practice-panel')) sessionStorage.setItem(openerKey, link.getAttribute('href'));
});

globalThis.Blazor?.addEventListener('enhancedload', () => {
  const opener = sessionStorage.getItem(openerKey);
  if (opener && !document.querySelector('practice-panel') && sessionStorage.getItem(openerKey + '-was') === '1') {
    document.querySelector(`#main a[href="${CSS.escape(opener)}"]`)?.focus();
  }
  sessionStorage.setItem(openerKey + '-was', document.querySelector('practice-panel') ? '1' : '');
});
