// j and k walk through a list, Enter opens. Where a person has switched single keys off, the frame says so on the root element.
class RecordsList extends HTMLElement {
  connectedCallback() {
    this.onKey = (event) => this.walk(event);
    document.addEventListener("keydown", this.onKey);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.onKey);
  }

  walk(event) {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const off = document.documentElement.dataset.shortcuts === "off";
    if (typing || off || event.ctrlKey || event.metaKey || event.altKey || (event.key !== "j" && event.key !== "k")) {
      return;
    }

    const links = [...this.querySelectorAll("tbody tr td:first-child a")];
    const at = links.indexOf(document.activeElement);
    const next = at < 0 ? 0 : Math.min(Math.max(at + (event.key === "j" ? 1 : -1), 0), links.length - 1);
    links[next]?.focus();
    event.preventDefault();
  }
}

customElements.get("records-list") || customElements.define("records-list", RecordsList);
