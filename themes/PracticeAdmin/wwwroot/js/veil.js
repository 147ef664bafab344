// What a page shows is not for whoever comes after its session. Asking after it once a minute keeps no session alive. A page without typed
// text goes; one with it is covered until the same person has signed in again.
import { forget, isOpen } from './guard.js';

const often = 60_000;
const user = () => document.querySelector('.frame')?.dataset.user;

async function lives() {
  try {
    const answer = await fetch('admin/session', { cache: 'no-store', redirect: 'manual', headers: { 'Practice-Background': '1' } });
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

async function look() {
  const veil = document.querySelector('.veil');
  if (!user() || !veil) return;
  if (await lives()) veil.close();
  else if (!isOpen()) leave();
  else if (!veil.open) veil.showModal();
}

setInterval(look, often);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') look();
});
document.addEventListener('cancel', event => {
  if (event.target.matches?.('.veil')) event.preventDefault();
}, true);
document.addEventListener('click', event => {
  if (event.target.closest?.('.veil [data-leave]')) leave();
});
