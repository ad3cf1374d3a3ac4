/* Wraps a hidden button that needs a passkey: shows it where the browser can, and says in words when it did not work. */
customElements.define("passkey-button", class extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    if (!button || !window.PublicKeyCredential) return;
    button.hidden = false;
    const told = this.appendChild(document.createElement("p"));
    told.setAttribute("role", "alert");
    document.addEventListener("allauth.error", (event) => {
      event.preventDefault();
      told.textContent = this.dataset.failed;
    });
  }
});
