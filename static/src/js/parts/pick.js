// <k-pick url>: chooses a record as one types. The visible input searches, the hidden one carries the id.
import htmx from "htmx.org";
import { place } from "./place.js";

const PAUSE = 140;
// the picker that asked for a record to be made
let waiting = null;

class Pick extends HTMLElement {
  connectedCallback() {
    if (this.ready) return;
    this.ready = true;
    this.addEventListener("input", (event) => this.typed(event));
    this.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("focusout", (event) => { if (!this.contains(event.relatedTarget)) this.leave(); });
    this.addEventListener("pointerdown", (event) => this.pressed(event));
    this.addEventListener("click", (event) => {
      if (event.target.closest(".clear")) this.choose("", "");
      else if (event.target === this.box && this.list.matches(":popover-open") === false) this.search("");
    });
  }

  get box() { return this.querySelector("[role=combobox]"); }
  get held() { return this.querySelector("input[type=hidden]:not([data-name])"); }
  get label() { return this.querySelector("[data-name]").value; }
  set label(text) { this.querySelector("[data-name]").value = text; }
  get list() { return this.querySelector(".pick-list"); }
  get options() { return [...this.list.querySelectorAll("[role=option]:not([aria-disabled])")]; }
  get active() { return this.list.querySelector("[aria-selected=true]"); }

  typed(event) {
    if (event.target !== this.box) return;
    event.stopPropagation();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(this.box.value.trim()), PAUSE);
  }

  async search(text) {
    this.stop?.abort();
    this.stop = new AbortController();
    const url = new URL(this.getAttribute("url"), location.href);
    url.searchParams.set("q", text);
    for (const name of (this.getAttribute("fit") ?? "").split(",").filter(Boolean)) {
      url.searchParams.set(name, this.beside(name));
    }
    try {
      const answer = await fetch(url, { signal: this.stop.signal, headers: { "HX-Request": "true" } });
      if (!answer.ok) throw new Error(String(answer.status));
      this.list.innerHTML = await answer.text();
      // a dialog opens no other dialog
      if (this.closest("dialog")) this.list.querySelector("[data-make]")?.remove();
      this.words = text;
    } catch (error) {
      if (error.name !== "AbortError") this.dispatchEvent(new Event("htmx:error", { bubbles: true }));
      return;
    }
    if (this.contains(document.activeElement)) this.open();
    if (text && this.options.some((one) => one.dataset.id)) this.move(0);
  }

  // the value of another field of the same line, or of the record
  beside(name) {
    const { elements } = this.held.form ?? {};
    const own = elements?.namedItem(this.held.name.replace(/\[\w+\]$/u, `[${name}]`));
    return (own === this.held ? null : own)?.value || elements?.namedItem(name)?.value || "";
  }

  open() {
    this.list.showPopover();
    place(this.list, this.box, { match: true });
    this.box.setAttribute("aria-expanded", "true");
  }

  close() {
    clearTimeout(this.timer);
    this.stop?.abort();
    if (this.list.matches(":popover-open")) this.list.hidePopover();
    this.box.setAttribute("aria-expanded", "false");
    this.box.removeAttribute("aria-activedescendant");
  }

  move(index) {
    const option = this.options.at(index);
    this.active?.setAttribute("aria-selected", "false");
    if (!option) return;
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.box.setAttribute("aria-activedescendant", option.id);
  }

  key(event) {
    if (event.target !== this.box) return;
    const open = this.list.matches(":popover-open");
    const here = this.options.indexOf(this.active);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      event.stopPropagation();
      if (!open) this.search("");
      else this.move(event.key === "ArrowDown" ? (here + 1) % this.options.length : here - 1);
    } else if (event.key === "Enter" && open) {
      event.preventDefault();
      event.stopPropagation();
      if (this.active) this.take(this.active);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      this.box.value = this.label;
      this.close();
    } else if (event.key === "Tab" && open && this.active && this.box.value !== (this.label)) {
      this.take(this.active);
    }
  }

  pressed(event) {
    const option = event.target.closest("[role=option]:not([aria-disabled])");
    if (!option) return;
    event.preventDefault();
    this.take(option);
  }

  take(option) {
    if (option.dataset.make) {
      this.make(option.dataset.make);
      return;
    }
    if (!option.dataset.id) return;
    this.choose(option.dataset.id, option.dataset.label);
  }

  choose(id, label) {
    const changed = this.held.value !== id;
    this.held.value = id;
    this.label = label;
    this.box.value = label;
    this.close();
    this.box.focus();
    if (changed || this.closest("form[data-inline]")) this.held.dispatchEvent(new Event("change", { bubbles: true }));
  }

  make(url) {
    const name = this.words ?? "";
    this.box.value = this.label;
    this.close();
    waiting = this;
    this.box.focus();
    htmx.ajax("GET", `${url}?name=${encodeURIComponent(name)}`, { target: "#modal-body", swap: "innerHTML" });
  }

  leave() {
    this.close();
    if (this.box.value.trim() === "" && this.held.value) {
      this.held.value = "";
      this.label = "";
      this.held.dispatchEvent(new Event("change", { bubbles: true }));
    } else {
      this.box.value = this.label;
    }
  }
}

customElements.define("k-pick", Pick);

document.addEventListener("pick:made", (event) => {
  if (waiting?.isConnected) waiting.choose(event.detail.id, event.detail.label);
  waiting = null;
});
