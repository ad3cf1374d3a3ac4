/* Shows how much of a limited textarea is used, in numbers that need no translation. */
customElements.define("char-counter", class extends HTMLElement {
  connectedCallback() {
    const area = this.querySelector("textarea[maxlength]");
    if (!area || this.querySelector(".counter")) return;
    const shown = document.createElement("span");
    shown.className = "counter";
    this.append(shown);
    const count = () => {
      const used = [...area.value].length;
      shown.textContent = `${used}/${area.maxLength}`;
      const isNear = area.maxLength - used <= area.maxLength / 10;
      shown.classList.toggle("near", isNear);
      shown.setAttribute("role", isNear ? "status" : "presentation");
    };
    area.addEventListener("input", count);
    count();
  }
});
