// Small tools of the board that know nothing of its state.
export const step = 5;
export const classes = /(^|\s)[rt]\d+(?=\s|$)/g;
export const lanes = /(^|\s)l\d+of\d+(?=\s|$)/g;
export const at = path => new URL(path, document.baseURI);
export const local = (date, minute) => `${date}T${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
export const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

export function clock(minute, culture) {
  return new Intl.DateTimeFormat(culture || undefined, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' }).format(minute * 60_000);
}

// Equal apart from what the script itself adds.
export function same(shown, fresh) {
  const bare = shown.cloneNode(true);
  bare.removeAttribute('aria-current');
  bare.removeAttribute('data-news');
  bare.classList.remove('is-changed');
  return bare.isEqualNode(fresh);
}

// A message like those the server sends along, with something to do about it.
export function toast(text, action, act) {
  const host = document.querySelector('.toasts');
  if (!host || !text) return;
  const message = document.createElement('practice-toast');
  message.className = 'toast-card';
  message.append(Object.assign(document.createElement('span'), { className: 'toast-text', textContent: text }));
  if (act) {
    const button = Object.assign(document.createElement('button'), { className: 'toast-undo', type: 'button', textContent: action });
    if (action === 'Undo') button.setAttribute('aria-keyshortcuts', 'Control+Z');
    button.addEventListener('click', () => { message.remove(); act(); });
    message.append(button);
  }
  const close = Object.assign(document.createElement('button'), { className: 'toast-close', type: 'button', ariaLabel: 'Dismiss', textContent: '×' });
  close.dataset.close = '';
  message.append(close);
  host.append(message);
}

export async function post(path, token, fields = {}) {
  const response = await fetch(at(path), {
    method: 'POST',
    headers: { Accept: 'application/json', RequestVerificationToken: token },
    body: new URLSearchParams(fields),
  });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(body.detail ?? 'That did not work. Please try again.'), { code: body.code });
  return body;
}
