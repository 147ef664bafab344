// Says what is wrong with a field when somebody leaves it, in the browser's own words; the server still decides. Only what was typed
// into: passing by an empty field is no mistake.
const typed = new WeakSet();

document.addEventListener('input', event => {
  if (!(event.target instanceof Element) || !event.target.closest('.field')) return;
  typed.add(event.target);
  if (event.target.validity?.valid) clear(event.target);
});

document.addEventListener('focusout', event => {
  const field = event.target;
  if (typed.has(field) && field.validity && !field.validity.valid) say(field);
});

function say(field) {
  clear(field);
  const note = document.createElement('p');
  note.className = 'field-error';
  note.id = `${field.id}-live`;
  note.textContent = field.validationMessage;
  field.closest('.field').append(note);
  field.classList.add('is-invalid');
  field.setAttribute('aria-invalid', 'true');
  field.setAttribute('aria-describedby', `${field.getAttribute('aria-describedby') ?? ''} ${note.id}`.trim());
}

function clear(field) {
  const note = document.getElementById(`${field.id}-live`);
  if (!note) return;
  note.remove();
  field.classList.remove('is-invalid');
  field.removeAttribute('aria-invalid');
  field.setAttribute('aria-describedby', (field.getAttribute('aria-describedby') ?? '').replace(note.id, '').trim());
}
