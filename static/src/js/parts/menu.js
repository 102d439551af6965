// <k-menu>: a button and a popover with role=menu; arrows, Home, End, letters, Escape.
import { place } from "./place.js";

class Menu extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.panel = this.querySelector("[popover]");
    if (!this.button || !this.panel || this.ready) return;
    this.ready = true;
    this.button.addEventListener("click", () => this.panel.togglePopover());
    this.button.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      this.panel.showPopover();
      this.focus(event.key === "ArrowDown" ? 0 : -1);
    });
    this.panel.addEventListener("toggle", (event) => this.toggled(event.newState === "open"));
    this.panel.addEventListener("keydown", (event) => this.key(event));
    this.panel.addEventListener("click", (event) => {
      const item = event.target.closest("[role^=menuitem]");
      if (item && item.getAttribute("aria-disabled") !== "true") this.panel.hidePopover();
    });
  }

  get items() {
    return [...this.panel.querySelectorAll("[role^=menuitem]")];
  }

  toggled(open) {
    this.button.setAttribute("aria-expanded", String(open));
    if (!open) return;
    place(this.panel, this.button, { end: this.hasAttribute("end") });
    if (!this.panel.contains(document.activeElement)) this.focus(0);
  }

  focus(index) {
    this.items.at(index)?.focus();
  }

  key(event) {
    const items = this.items;
    const here = items.indexOf(document.activeElement);
    const steps = { ArrowDown: (here + 1) % items.length, ArrowUp: here - 1, Home: 0, End: -1 };
    if (event.key in steps) {
      event.preventDefault();
      this.focus(steps[event.key]);
    } else if (event.key === "Tab") {
      this.panel.hidePopover();
    } else if (/^\S$/u.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const from = [...items.slice(here + 1), ...items];
      from.find((item) => item.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
    }
  }
}

customElements.define("k-menu", Menu);
