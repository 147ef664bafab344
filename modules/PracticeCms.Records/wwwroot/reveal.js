// Shows a number for half a minute in place of its mask. Without script the form opens the number as a page of its own.
const SHOWN_FOR = 30_000;

class Reveal extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.value = this.querySelector("[data-value]");
    this.button = this.querySelector("button");
    this.form.addEventListener("submit", event => {
      event.preventDefault();
      this.timer ? this.hide() : this.show();
    });
  }

  disconnectedCallback() {
    this.hide();
  }

  async show() {
    const answer = await fetch(this.form.action, { method: "POST", body: new URLSearchParams(new FormData(this.form)) });
    const text = answer.ok ? await answer.text() : "Not available. Reload the page and try again.";
    this.value.textContent = text;
    this.say("hide");
    this.timer = setTimeout(() => this.hide(), SHOWN_FOR);
  }

  hide() {
    clearTimeout(this.timer);
    this.timer = null;
    this.value.textContent = this.value.dataset.mask;
    this.say("show");
  }

  say(what) {
    this.button.querySelector("[data-text]").textContent = this.button.dataset[what];
  }
}

customElements.define("practice-reveal", Reveal);
