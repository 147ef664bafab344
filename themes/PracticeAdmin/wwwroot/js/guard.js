// Asks before typed text is lost. Only forms that say data-guard: a filter or a toggle loses nothing.
const dirty = new WeakSet();
const open = () => [...document.querySelectorAll('form[data-guard]')].some(form => dirty.has(form));

document.addEventListener('input', event => {
  const form = event.target instanceof Element ? event.target.closest('form[data-guard]') : null;
  if (form) dirty.add(form);
});

// A preview leaves the page where it is, so the text is still only typed.
document.addEventListener('submit', event => {
  if (!event.submitter?.getAttribute('formtarget')) dirty.delete(event.target);
});

addEventListener('beforeunload', event => {
  if (open()) event.preventDefault();
});

// Enhanced navigation never unloads the page, so links are asked here, before the framework sees the click.
document.addEventListener('click', event => {
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
  if (!link || link.target === '_blank' || event.ctrlKey || event.metaKey || event.shiftKey || !open()) return;
  if (confirm('Leave without saving?')) {
    document.querySelectorAll('form[data-guard]').forEach(form => dirty.delete(form));
  } else {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);
