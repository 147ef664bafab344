// Copies or prints the recovery codes beside it.
class PracticeCodes extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.addEventListener('click', async (event) => {
      const what = event.target.closest('[data-do]')?.dataset.do;
      if (what === 'print') window.print();
      if (what === 'copy') {
        const codes = [...this.closest('.recovery').querySelectorAll('code')].map((c) => c.textContent).join('\n');
        await navigator.clipboard.writeText(codes);
        this.querySelector('[role=status]').textContent = 'Copied';
      }
    });
  }
}

if (!customElements.get('practice-codes')) customElements.define('practice-codes', PracticeCodes);
