// Shows a look before it is saved, and says so where the accent is too pale to be found.
const channel = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
const rgb = hex => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));
const luminance = hex => rgb(hex).reduce((sum, v, i) => sum + channel(v) * [0.2126, 0.7152, 0.0722][i], 0);
const contrast = (a, b) => { const [x, y] = [luminance(a), luminance(b)]; return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05); };
const darker = (hex, share) => '#' + rgb(hex).map(v => Math.round(v * (1 - share)).toString(16).padStart(2, '0')).join('');

function readable(hex, ground) {
  let share = 0;
  while (share < 1 && contrast(darker(hex, share), ground) < 4.5) share += 0.04;
  return darker(hex, Math.min(share, 1));
}

class PracticeBranding extends HTMLElement {
  connectedCallback() {
    this.addEventListener('input', this);
    setTimeout(() => this.isConnected && this.handleEvent());
  }

  handleEvent() {
    const value = name => this.querySelector(`[data-property=${name}]`).value;
    const preview = this.querySelector('[data-preview]');
    const page = preview.querySelector('.preview-page');
    const accent = value('accent');
    preview.dataset.font = value('font');
    preview.querySelector('[data-tagline]').textContent = value('tagline');
    page.style.setProperty('--p-accent', accent);
    page.style.setProperty('--p-tint', value('tint'));
    page.style.setProperty('--p-on', contrast(accent, '#ffffff') >= 4.5 || contrast(accent, '#ffffff') > contrast(accent, '#000000') ? '#ffffff' : '#000000');
    page.style.setProperty('--p-text', readable(accent, '#ffffff'));
    const mark = this.querySelector('input[type=radio]:checked');
    if (mark) preview.querySelector('.preview-mark use').setAttribute('href', `_content/PracticeCms.Ui/icons.svg#${mark.value}`);
    const note = this.querySelector('[data-contrast]');
    note.hidden = contrast(accent, '#ffffff') >= 3;
    note.textContent = note.hidden ? '' : 'This accent hardly stands out from white. Buttons get dark letters and links a darker shade; a stronger colour is easier to find.';
  }
}

customElements.define('practice-branding', PracticeBranding);
