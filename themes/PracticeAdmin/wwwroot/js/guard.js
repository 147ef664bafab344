// Typed text is not lost: leaving a form asks first, and sending one makes sure that the session still lives.
const dirty = new WeakSet();
const forms = () => [...document.querySelectorAll('.frame form[method=post]')];
const isOpen = () => forms().some(form => dirty.has(form));

// What was refused stands in its fields as it was typed, and nowhere else.
export const holdsText = () => isOpen() || document.querySelector('#main .problem[role=alert], #main .is-invalid') !== null;
export const forget = () => forms().forEach(form => dirty.delete(form));

// What is typed to find something is no loss.
document.addEventListener('input', event => {
  const form = event.target instanceof Element && event.target.type !== 'search' ? event.target.closest('.frame form[method=post]') : null;
  if (form) dirty.add(form);
});

document.addEventListener('submit', async event => {
  const form = event.target;
  if (!dirty.has(form)) return;
  // A preview leaves the page where it is, so the text is still only typed.
  if (event.submitter?.getAttribute('formtarget')) return;
  if (form.dataset.isAlive) {
    delete form.dataset.isAlive;
    dirty.delete(form);
    return;
  }

  event.preventDefault();
  event.stopImmediatePropagation();
  if (await renew(form)) {
    form.dataset.isAlive = '1';
    form.requestSubmit(event.submitter);
  } else {
    askToSignIn(form);
  }
}, true);

// Asks whether the session lives, and takes a fresh token: the form may be older than the last sign-in. Without an answer the form goes
// out as ever; what follows is then the browser's to say.
async function renew(form) {
  try {
    const answer = await fetch('admin/session', { cache: 'no-store' });
    if (answer.redirected || answer.status === 401 || (answer.ok && answer.headers.get('Practice-User') !== form.closest('.frame').dataset.user)) return false;
    const token = form.querySelector('[name=__RequestVerificationToken]');
    if (answer.ok && token) token.value = await answer.text();
  } catch {
    // Offline.
  }

  return true;
}

function askToSignIn(form) {
  form.querySelector('.session-over')?.remove();
  const note = document.createElement('p');
  note.className = 'session-over alert alert-warning';
  note.setAttribute('role', 'alert');
  note.append('Your session has ended; nothing was sent, and your text is still here. ');
  const link = document.createElement('a');
  link.href = 'account/signin';
  link.target = '_blank';
  link.textContent = 'Sign in in a new tab';
  note.append(link, ', then come back and send it again.');
  form.prepend(note);
  note.scrollIntoView({ block: 'nearest' });
  link.focus();
}

addEventListener('beforeunload', event => {
  if (isOpen()) event.preventDefault();
});

// Enhanced navigation never unloads the page, so links are asked here, before the framework sees the click.
document.addEventListener('click', event => {
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
  if (!link || link.target === '_blank' || event.ctrlKey || event.metaKey || event.shiftKey || !isOpen()) return;
  if (confirm('Leave without saving?')) {
    forget();
  } else {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);
