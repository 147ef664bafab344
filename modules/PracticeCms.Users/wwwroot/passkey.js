// Asks the browser for a passkey and sends the answer with the form around the button (WebAuthn level 3).
const canUse = 'PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

class PracticePasskey extends HTMLElement {
  #waiting;

  connectedCallback() {
    if (!canUse) return;
    this.hidden = false;
    this.querySelector('button[type=button]').addEventListener('click', () => this.#ask());
    if ('autofill' in this.dataset) this.#offer();
  }

  disconnectedCallback() {
    this.#waiting?.abort();
  }

  // Passkeys appear in the list at the address field; choosing one there signs in without a click here.
  async #offer() {
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    this.#waiting = new AbortController();
    try {
      this.#send(await navigator.credentials.get({ publicKey: this.#options(), mediation: 'conditional', signal: this.#waiting.signal }));
    } catch {
      // The person typed a password instead, or pressed the button.
    }
  }

  async #ask() {
    this.#waiting?.abort();
    this.#say('');
    try {
      const publicKey = this.#options();
      this.#send(this.dataset.mode === 'create' ? await navigator.credentials.create({ publicKey }) : await navigator.credentials.get({ publicKey }));
    } catch (error) {
      this.#say(error.name === 'InvalidStateError' ? 'This device has a passkey for you already.'
        : error.name === 'NotAllowedError' ? 'Nothing was chosen. Try once more, or take another way.'
        : 'The passkey could not be used here: ' + error.message);
    }
  }

  #options() {
    const json = JSON.parse(this.dataset.options);
    return this.dataset.mode === 'create' ? PublicKeyCredential.parseCreationOptionsFromJSON(json) : PublicKeyCredential.parseRequestOptionsFromJSON(json);
  }

  #send(credential) {
    const form = this.querySelector('form');
    form.elements['Passkey.Credential'].value = JSON.stringify(credential.toJSON());
    form.submit();
  }

  #say(text) {
    const line = this.querySelector('[role=alert]');
    line.textContent = text;
    line.hidden = text === '';
  }
}

if (!customElements.get('practice-passkey')) customElements.define('practice-passkey', PracticePasskey);
