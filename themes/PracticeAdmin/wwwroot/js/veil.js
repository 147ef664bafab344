// What a page shows is not for whoever comes after its session. It asks after it once a minute, which keeps no session alive unless somebody
// typed since. A page without typed text goes; one with it is covered until the same person has signed in again.
import { forget, holdsText } from './guard.js';

const often = 60_000;
const veil = () => document.querySelector('.veil');
const user = () => document.querySelector('.frame')?.dataset.user;
let typed = false;

async function lives() {
  const headers = typed ? {} : { 'Practice-Background': '1' };
  typed = false;
  try {
    const answer = await fetch('admin/session', { cache: 'no-store', redirect: 'manual', headers });
    return answer.type !== 'opaqueredirect' && answer.status !== 401 && (!answer.ok || answer.headers.get('Practice-User') === user());
  } catch {
    return true; // Offline, where nobody else gets in either.
  }
}

function leave() {
  forget();
  const here = location.pathname + location.search;
  location.replace(`account/signin?returnUrl=${encodeURIComponent(here)}`);
}

function cover() {
  if (veil().open) return;
  veil().returnValue = '';
  veil().showModal();
}

async function look() {
  if (!user() || !veil()) return;
  if (await lives()) veil().close('lives');
  else if (holdsText()) cover();
  else leave();
}

setInterval(look, often);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') look();
});
document.addEventListener('input', () => {
  typed = true;
});

// Escape closes a dialog at the second time, whatever is said at the first.
document.addEventListener('close', event => {
  if (event.target === veil() && veil().returnValue !== 'lives') cover();
}, true);
document.addEventListener('click', event => {
  if (event.target.closest?.('.veil [data-leave]')) leave();
});
