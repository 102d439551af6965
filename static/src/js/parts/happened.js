// <k-happened version>: the side panel of a record. Files are dropped on it; a new version renews its stream.
// <k-mention url>: a text in which @ finds people.
import { place } from "./place.js";

const PAUSE = 140;
const AT = /(?:^|[\s(（,，。])@([^\s@][^@\n]{0,39}|)$/u;

class Happened extends HTMLElement {
  static observedAttributes = ["version"];

  connectedCallback() {
    if (this.ready) return;
    this.ready = true;
    this.addEventListener("dragover", (event) => {
      if (!this.input || !event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      this.classList.add("dropping");
    });
    this.addEventListener("dragleave", (event) => { if (!this.contains(event.relatedTarget)) this.classList.remove("dropping"); });
    this.addEventListener("drop", (event) => this.dropped(event));
    this.addEventListener("change", (event) => { if (event.target === this.input && this.input.files.length) this.send(); });
    this.addEventListener("click", (event) => { if (event.target.closest("[data-picks]")) this.input?.click(); });
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.target.localName !== "textarea") return;
      event.preventDefault();
      event.target.form.requestSubmit();
    });
    // what was renewed keeps the focus where it was
    this.addEventListener("htmx:before:swap", () => { this.held = this.contains(document.activeElement) ? document.activeElement.id : ""; });
    this.addEventListener("htmx:after:swap", () => {
      const last = document.activeElement === document.body && this.held ? document.getElementById(this.held) : null;
      last?.focus();
    });
  }

  get input() { return this.querySelector("input[type=file]"); }

  attributeChangedCallback(_name, before, now) {
    if (before !== null && before !== now) this.querySelector("#stream")?.dispatchEvent(new Event("happened"));
  }

  dropped(event) {
    if (!this.input || !event.dataTransfer.files.length) return;
    event.preventDefault();
    this.classList.remove("dropping");
    this.input.files = event.dataTransfer.files;
    this.send();
  }

  send() {
    this.input.form.requestSubmit();
  }
}

class Mention extends HTMLElement {
  connectedCallback() {
    if (this.ready) return;
    this.ready = true;
    this.addEventListener("input", (event) => { if (event.target === this.box) this.typed(); });
    this.addEventListener("keydown", (event) => this.key(event), true);
    this.addEventListener("focusout", (event) => { if (!this.contains(event.relatedTarget)) this.close(); });
    this.addEventListener("pointerdown", (event) => {
      const option = event.target.closest("[data-id]");
      if (!option) return;
      event.preventDefault();
      this.take(option);
    });
  }

  get box() { return this.querySelector("textarea"); }
  get list() { return this.querySelector(".pick-list"); }
  get options() { return [...this.list.querySelectorAll("[data-id]")]; }
  get active() { return this.list.querySelector("[aria-selected=true]"); }
  get isOpen() { return this.list.matches(":popover-open"); }

  // the words after the last @ before the caret
  get asked() { return AT.exec(this.box.value.slice(0, this.box.selectionStart))?.[1] ?? null; }

  typed() {
    clearTimeout(this.timer);
    for (const one of this.querySelectorAll("[data-mentions] input")) {
      if (!this.box.value.includes(`@${one.dataset.name}`)) one.remove();
    }
    if (this.asked === null || this.isTaken(this.asked)) this.close();
    else this.timer = setTimeout(() => this.search(this.asked), PAUSE);
  }

  isTaken(words) {
    return [...this.querySelectorAll("[data-mentions] input")].some((one) => words.startsWith(one.dataset.name));
  }

  async search(words) {
    if (words === null) return;
    this.stop?.abort();
    this.stop = new AbortController();
    const url = new URL(this.getAttribute("url"), location.href);
    url.searchParams.set("q", words);
    try {
      const answer = await fetch(url, { signal: this.stop.signal, headers: { "HX-Request": "true" } });
      if (!answer.ok) return;
      this.list.innerHTML = await answer.text();
    } catch {
      return;
    }
    if (this.asked === null || !this.contains(document.activeElement)) return;
    // a sentence goes on after @: who finds nobody any more is not asked
    if (!this.options.length && words.includes(" ")) {
      this.close();
      return;
    }
    this.list.showPopover();
    place(this.list, this.box, { match: true });
    this.move(0);
  }

  close() {
    clearTimeout(this.timer);
    this.stop?.abort();
    if (this.isOpen) this.list.hidePopover();
    this.box.removeAttribute("aria-activedescendant");
  }

  move(index) {
    const { options } = this;
    if (!options.length) return;
    this.active?.setAttribute("aria-selected", "false");
    const option = options.at(index % options.length);
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.box.setAttribute("aria-activedescendant", option.id);
  }

  key(event) {
    if (event.target !== this.box || !this.isOpen) return;
    const here = this.options.indexOf(this.active);
    const steps = { ArrowDown: () => this.move(here + 1), ArrowUp: () => this.move(here - 1), Escape: () => this.close() };
    const takes = (event.key === "Enter" || event.key === "Tab") && !event.ctrlKey && !event.metaKey && this.active;
    const step = takes ? () => this.take(this.active) : steps[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    step();
  }

  take(option) {
    const { id, label } = option.dataset;
    const end = this.box.selectionStart;
    const start = end - this.asked.length;
    this.box.setRangeText(`${label} `, start, end, "end");
    if (!this.querySelector(`[data-mentions] input[value="${CSS.escape(id)}"]`)) {
      const held = document.createElement("input");
      Object.assign(held, { type: "hidden", name: "mention", value: id });
      held.dataset.name = label;
      this.querySelector("[data-mentions]").append(held);
    }
    this.close();
    this.box.focus();
  }
}

customElements.define("k-happened", Happened);
customElements.define("k-mention", Mention);
