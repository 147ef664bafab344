// One entry for all pages. Everything listens on the document or is a custom element, because enhanced navigation swaps the page's
// content without running scripts again.
import './palette.js';
import './toast.js';
import './panel.js';
import './shortcuts.js';
import './guard.js';
import './veil.js';
import './validate.js';

const year = 60 * 60 * 24 * 365;
const path = new URL(document.baseURI).pathname.replace(/(.)\/$/, '$1');

function remember(name, value) {
  const prefix = document.documentElement.dataset.cookies ?? '';
  document.cookie = `${prefix}${name}=${value}; path=${prefix ? '/' : path}; max-age=${value ? year : 0}; samesite=lax${prefix ? '; secure' : ''}`;
}

document.addEventListener('click', event => {
  const target = event.target instanceof Element ? event.target : null;
  if (!target) return;

  if (target.closest('[data-nav-toggle]')) {
    const narrow = document.querySelector('.frame').classList.toggle('nav-narrow');
    remember('practice-nav', narrow ? 'narrow' : '');
  }

  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (!menu.contains(target)) menu.open = false;
  }
});

document.addEventListener('submit', event => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches('[data-look]')) return;
  event.preventDefault();
  const theme = event.submitter?.value ?? 'system';
  const chosen = theme === 'system' ? '' : theme;
  remember('practice-look', chosen);
  if (chosen) document.documentElement.dataset.bsTheme = chosen;
  else delete document.documentElement.dataset.bsTheme;
  for (const button of form.querySelectorAll('button')) button.setAttribute('aria-pressed', String(button.value === theme));
});

document.addEventListener('keydown', event => {
  const menu = event.target instanceof Element ? event.target.closest('details.menu[open]') : null;
  if (!menu) return;
  const items = [...menu.querySelectorAll('.menu-list a, .menu-list button')];
  const at = items.indexOf(document.activeElement);
  if (event.key === 'Escape') {
    menu.open = false;
    menu.querySelector('summary').focus();
    event.stopPropagation();
  } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    items.at((at + (event.key === 'ArrowDown' ? 1 : at < 0 ? 0 : -1)) % items.length)?.focus();
  }
});

// The drawer on phones is a popover; a page that comes in by enhanced navigation must not stay beneath it.
globalThis.Blazor?.addEventListener('enhancedload', () => {
  for (const open of document.querySelectorAll('#nav:popover-open, #help:popover-open')) open.hidePopover();
  runModules();
  showProblem();
});

// Enhanced navigation brings the scripts of a page along without running them. A module runs once, however often it is asked for.
function runModules() {
  for (const script of document.querySelectorAll('script[type=module][src]')) import(script.src);
}

// The message about what went wrong comes first, then the field that a page was opened for.
const showProblem = () => (document.querySelector('.problem[role=alert]') ?? document.querySelector('#main [autofocus]'))?.focus();
showProblem();

// What scrolls sideways is reached by the keyboard, and only then.
const wide = new ResizeObserver(entries => {
  for (const { target } of entries) {
    const scrolls = target.scrollWidth > target.clientWidth;
    if (!scrolls) target.removeAttribute('tabindex');
    else Object.assign(target, { tabIndex: 0, role: 'region', ariaLabel: target.closest('.card')?.querySelector('h2, h3')?.textContent ?? document.querySelector('h1')?.textContent ?? 'Table' });
  }
});

function watchWide() {
  for (const region of document.querySelectorAll('.table-wrap, .sheet')) wide.observe(region);
}

watchWide();
globalThis.Blazor?.addEventListener('enhancedload', watchWide);
