/* Adds up the minutes of the steps beside the duration. It wraps both and takes its words from data attributes:
   data-exact, data-over and data-under, with {sum}, {duration} and {by} filled in. */
customElements.define("ritual-minutes", class extends HTMLElement {
  connectedCallback() {
    this.told = this.querySelector("[data-sum]") ?? this.appendChild(document.createElement("p"));
    this.told.setAttribute("role", "status");
    this.addEventListener("input", () => this.add());
    this.add();
  }

  add() {
    const minutes = [...this.querySelectorAll("input[name^='steps-'][name$='-minutes']")];
    const sum = minutes.filter((input) => !this.isGone(input)).reduce((all, input) => all + Number(input.value), 0);
    const duration = Number(this.querySelector("[name=duration], [name$=-duration], [name=minutes]")?.value ?? 0);
    const kind = sum === duration ? "exact" : sum > duration ? "over" : "under";
    const numbers = { sum, duration, by: Math.abs(sum - duration) };
    const words = (this.dataset[kind] ?? "{sum}/{duration}").replace(/\{(\w+)\}/g, (_whole, name) => numbers[name]);
    if (this.told.textContent !== words) this.told.textContent = words;
    this.told.className = `chip ${duration ? { exact: "good", over: "bad", under: "wait" }[kind] : ""}`;
  }

  isGone(input) {
    return this.querySelector(`[name="${input.name.replace(/-minutes$/, "-DELETE")}"]`)?.checked ?? false;
  }
});
