// Single keys act only outside of fields, never with a modifier, and can be switched off (WCAG 2.1.4).
const offKey = 'practice-shortcuts-off';
const patience = 1_200;
let prefix = '';
let timer;

const isOff = () => localStorage.getItem(offKey) === '1';
const isTyping = target => target instanceof Element && target.closest('input, textarea, select, [contenteditable], dialog');

function follow(keys) {
  const link = [...document.querySelectorAll('[data-shortcut]')].find(l => l.dataset.shortcut === keys);
  link?.click();
  return Boolean(link);
}

function openCreate() {
  const menu = document.querySelector('[data-menu=create]');
  if (!menu) return;
  menu.open = true;
  menu.querySelector('.menu-item')?.focus();
}

document.addEventListener('keydown', event => {
  const palette = document.querySelector('practice-palette');
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    palette?.show();
    return;
  }

  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isOff() || isTyping(event.target)) return;

  clearTimeout(timer);
  const keys = prefix ? `${prefix} ${event.key}` : event.key;
  prefix = '';
  if (follow(keys)) {
    event.preventDefault();
  } else if (event.key === 'g') {
    prefix = 'g';
    timer = setTimeout(() => { prefix = ''; }, patience);
  } else if (event.key === '/') {
    event.preventDefault();
    palette?.show();
  } else if (event.key === '?') {
    document.getElementById('help')?.togglePopover();
  } else if (event.key === 'c') {
    event.preventDefault();
    openCreate();
  }
});

document.addEventListener('change', event => {
  if (event.target instanceof HTMLInputElement && event.target.matches('[data-shortcuts-switch]')) {
    localStorage.setItem(offKey, event.target.checked ? '' : '1');
  }
});

document.addEventListener('toggle', event => {
  if (event.target instanceof Element && event.target.id === 'help') {
    event.target.querySelector('[data-shortcuts-switch]').checked = !isOff();
  }
}, true);
