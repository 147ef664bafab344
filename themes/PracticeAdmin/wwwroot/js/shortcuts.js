// Single keys act only outside of fields, never with a modifier, and each person can switch them off (WCAG 2.1.4).
const patience = 1_200;
let prefix = '';
let timer;

const isOff = () => document.querySelector('.frame')?.dataset.singleKeys === 'off';
const isTyping = target => target instanceof Element && target.closest('input, textarea, select, [contenteditable], dialog');

function follow(keys) {
  const link = [...document.querySelectorAll('[data-shortcut]')].find(l => l.dataset.shortcut.split(', ').includes(keys));
  link?.click();
  return Boolean(link);
}

// Down and up a list: from row to row, to the link that opens it, or the button that completes it. Enter then does so, as ever.
function step(by) {
  const links = [...document.querySelectorAll('#main :is(tbody tr, .link-list li, .row-list > li)')].map(row => row.querySelector('a[href], button')).filter(link => link?.checkVisibility());
  const at = links.findIndex(link => link.closest('tr, li').contains(document.activeElement));
  const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
  return Boolean(next);
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

  // As in every program; in a field it is the field's own.
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'z' && !isTyping(event.target)) {
    const undo = [...document.querySelectorAll('.toast-undo[aria-keyshortcuts]')].at(-1);
    if (undo) {
      event.preventDefault();
      undo.click();
    }

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
  } else if (keys === 'j' || keys === 'k') {
    if (step(keys === 'j' ? 1 : -1)) event.preventDefault();
  } else if (event.key === '?') {
    document.getElementById('help')?.togglePopover();
  } else if (event.key === 'c') {
    event.preventDefault();
    openCreate();
  }
});

// The sheet takes the focus, so that it is read and Escape closes it.
document.addEventListener('toggle', event => {
  if (event.target instanceof Element && event.target.id === 'help' && event.newState === 'open') event.target.querySelector('h2').focus();
}, true);
