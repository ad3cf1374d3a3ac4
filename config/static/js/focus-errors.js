/* After a form comes back with errors, the list of them gets the focus, so that it is heard and seen first. */
customElements.define("focus-errors", class extends HTMLElement {
  connectedCallback() {
    this.querySelector("[role=alert]")?.focus();
  }
});
