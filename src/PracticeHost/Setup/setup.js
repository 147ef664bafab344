// Chooses what the browser already knows, where nobody has chosen yet.
const choose = (select, value) => {
  const option = select && value && [...select.options].find((o) => o.value.toLowerCase() === value.toLowerCase());
  if (option) {
    select.value = option.value;
  }
};

document.getElementById('summary')?.focus();
if (!document.getElementById('summary')) {
  const here = Intl.DateTimeFormat().resolvedOptions();
  choose(document.querySelector('[data-guess=zone]'), here.timeZone);
  choose(document.querySelector('[data-guess=culture]'), navigator.language);
}

document.querySelector('form')?.addEventListener('submit', (event) => {
  const button = event.target.querySelector('button[type=submit]');
  button.setAttribute('aria-busy', 'true');
  button.textContent = 'Setting up…';
});
