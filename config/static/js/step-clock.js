/* <step-clock data-until="ISO time" data-now="the server's ISO time" data-done="words"></step-clock>: counts a step down, by the server's clock. */
customElements.define("step-clock", class extends HTMLElement {
  connectedCallback() {
    const left = Date.parse(this.dataset.until) - Date.parse(this.dataset.now);
    if (Number.isNaN(left)) return;
    this.endsAt = performance.now() + left;
    this.className = "figure";
    this.setAttribute("role", "timer");
    this.setAttribute("aria-live", "off");
    this.tick();
    this.timer = setInterval(() => this.tick(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  tick() {
    const seconds = Math.ceil((this.endsAt - performance.now()) / 1000);
    if (seconds > 0) {
      this.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      return;
    }
    clearInterval(this.timer);
    this.className = "";
    this.setAttribute("aria-live", "polite");
    this.textContent = this.dataset.done;
  }
});
