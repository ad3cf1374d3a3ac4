/* <copy-button data-text="..." data-done="Copied"><button type="button" hidden>Copy</button></copy-button> */
customElements.define("copy-button", class extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    if (!button || !navigator.clipboard) return;
    const told = document.createElement("span");
    told.setAttribute("role", "status");
    told.className = "soft";
    this.append(told);
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(this.dataset.text);
      told.textContent = this.dataset.done;
    });
  }
});
