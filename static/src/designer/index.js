// <k-designer>: a form as a document that is dragged, typed and walked into shape; the server says what it means.
import { Canvas } from "./canvas.js";
import { Catalogue } from "./catalogue.js";
import { find, identified, isItem, isPart, move, remove, step } from "./doc.js";
import { button, h, setDrawings } from "./dom.js";
import { Drag } from "./drag.js";
import { bindKeys, order, rangeTo, sheet } from "./keys.js";
import { Making } from "./making.js";
import { Outline } from "./outline.js";
import { Palette } from "./palette.js";
import { Panel } from "./panel.js";
import { setField } from "./panel_field.js";
import { Preview } from "./preview.js";
import { Publishing } from "./publish.js";
import { matrix } from "./rights.js";
import { Rules } from "./rules.js";
import { Saving } from "./saving.js";
import { Store } from "./store.js";
import { say, setWords, spoken, t } from "./words.js";

class Designer extends HTMLElement {
  connectedCallback() {
    if (this.store) return;
    this.root = this;
    this.data = JSON.parse(document.getElementById("design-data").textContent);
    this.url = this.data.url;
    setWords(this.data.words, this.data.language);
    setDrawings(this.data.icons);
    this.catalogue = new Catalogue(this.data);
    const document_ = this.opened(this.data.draft?.document);
    this.store = new Store(document_, document_.body.tabs[0].id);
    this.rules = new Rules(this);
    this.making = new Making(this);
    this.editing = "";
    this.canvas = new Canvas(this.querySelector(".cv"), this);
    this.palette = new Palette(this.querySelector("#ds-add"), this);
    this.outline = new Outline(this.querySelector("#ds-outline"), this);
    this.panel = new Panel(this.querySelector(".pp"), this);
    this.drag = new Drag(this);
    this.publishing = new Publishing(this);
    this.preview = new Preview(this.querySelector(".pv"), this);
    this.saving = new Saving(this, this, this.data.draft);
    this.store.addEventListener("change", () => this.redraw());
    this.store.addEventListener("select", () => this.reselected());
    this.addEventListener("click", (event) => this.pressed(event));
    this.querySelector(".ds-tabs").addEventListener("keydown", (event) => this.otherSide(event));
    bindKeys(this);
    this.redraw();
    const said = sessionStorage.getItem("design:said");
    if (said) this.toast(said);
    sessionStorage.removeItem("design:said");
  }

  opened(kept) {
    const { form, body } = this.data;
    const { label, for_roles, for_status } = form;
    const document_ = kept ?? { form: { label, for_roles, for_status }, body, added: {}, changed: {}, trashed: [], rights: {}, rules: null };
    const copy = structuredClone(document_);
    identified(copy.body);
    return copy;
  }

  formName() {
    const { form, object } = this.data;
    return say(this.store.doc.form.label) || (form.name === "standard" ? t("standard_form", { object: object.label }) : form.name);
  }

  redraw() {
    this.canvas.draw();
    this.drag.canvas();
    this.palette.draw();
    this.outline.draw();
    this.panel.draw();
    for (const [name, list] of [["undo", this.store.past], ["redo", this.store.future]]) this.querySelector(`[data-do=${name}]`).disabled = !list.length;
    if (this.preview.on) this.renew();
  }

  renew() {
    clearTimeout(this.renewing);
    this.renewing = setTimeout(() => this.preview.load(), 700);
  }

  reselected() {
    const tab = this.store.primary && find(this.store.doc.body, this.store.primary)?.tab.id;
    if (tab && tab !== this.canvas.tab.id) {
      this.store.tab = tab;
      this.canvas.draw();
      this.drag.canvas();
    } else this.canvas.mark();
    this.outline.mark();
    this.panel.draw();
    this.palette.draw();
  }

  // select by click or key; the focus follows unless it should stay in the outline
  pick(id, { more = false, range = false, stay = false } = {}) {
    const { selection } = this.store;
    let next = [id];
    if (range && selection.length) next = rangeTo(this, id);
    else if (more) next = selection.includes(id) ? selection.filter((one) => one !== id) : [...selection, id];
    this.store.select(next);
    if (!stay) this.canvas.focus(id);
  }

  selectAll() {
    const { body } = this.store.doc;
    this.store.select(order(this).filter((id) => isItem(find(body, id)?.kind)));
  }

  escape() {
    const { selection } = this.store;
    if (this.preview.on) this.preview.toggle(false);
    else if (selection.length > 1) this.store.select([this.store.primary]);
    else this.store.select([]);
  }

  enter(key) {
    const kind = find(this.store.doc.body, this.store.primary)?.kind;
    if (key === "F2") this.rename(this.store.primary);
    else if (kind) {
      this.show("panel");
      this.querySelector(".pp input, .pp textarea, .pp select")?.focus();
    }
  }

  // what goes from the form; a field that was only just made goes from the draft as well
  removeSelected() {
    const { selection, doc } = this.store;
    if (!selection.length) return;
    const names = selection.map((id) => this.nameOf(id)).join(", ");
    const ids = order(this);
    const after = ids[ids.indexOf(this.store.primary) + 1] ?? ids[ids.indexOf(this.store.primary) - 1] ?? "";
    const next = selection.includes(after) ? "" : after;
    const fresh = selection.map((id) => find(doc.body, id)).filter((at) => at?.kind === "field" && doc.added[at.node.field]).map((at) => at.node.field);
    this.store.change((copy) => {
      remove(copy.body, selection);
      for (const key of fresh) {
        delete copy.added[key];
        delete copy.rights[key];
      }
    }, { select: next ? [next] : [] });
    this.live(t("removed", { name: names }));
    if (next) this.canvas.focus(next);
  }

  trashField(key) {
    this.store.change((doc) => {
      remove(doc.body, [`f:${key}`]);
      delete doc.changed[key];
      doc.trashed.push(key);
    }, { select: [] });
    this.live(t("trashed", { name: this.catalogue.label(this.store.doc, key) }));
  }

  copy() { this.making.copy(); }

  add(wish, at) { this.making.add(wish, at); }

  addTab() { this.making.add_tab(); }

  fill(name) { this.making.fill(name); }

  step(direction) {
    const { selection, primary } = this.store;
    const back = direction === "up" || direction === "left";
    const ids = selection.length > 1 ? this.drag.sameKind(primary) : [primary];
    const turned = back ? ids : ids.toReversed();
    // what moves loses the focus: where it was is kept
    const focused = document.activeElement;
    const inside = focused?.closest(".out") ? this.outline : focused?.closest(".pp") ? null : this.canvas;
    let moved = false;
    this.store.change((doc) => {
      for (const id of turned) moved = step(doc.body, id, direction) || moved;
      return moved;
    });
    if (!moved) return;
    const at = find(this.store.doc.body, primary);
    this.store.tab = at.tab.id;
    this.reselected();
    inside?.focus(primary);
    const holder = at.kind === "tab" ? t("form") : isPart(at.kind) ? this.nameOf(at.tab.id) : this.nameOf(at.part.id);
    this.live(t("moved", { name: this.nameOf(primary), place: at.index + 1, count: at.list.length, holder }));
  }

  moveTo(ids, holder, index) {
    this.store.change((doc) => move(doc.body, ids, holder, index), { select: ids });
    const id = ids.at(-1);
    const at = find(this.store.doc.body, id);
    if (at) this.live(t("moved", { name: this.nameOf(id), place: at.index + 1, count: at.list.length, holder: at.part && isItem(at.kind) ? this.nameOf(at.part.id) : this.nameOf(at.tab.id) }));
    this.canvas.focus(id);
  }

  dragging(node) {
    this.toggleAttribute("data-dragging", true);
    this.live(t("dragging", { name: node.getAttribute("aria-label") ?? node.textContent.trim() }));
  }

  dropped() { this.toggleAttribute("data-dragging", false); }

  measured(took) { this.dataset.took = took.toFixed(1); }

  travel(way) {
    if (this.store[way]()) this.live(t(way === "undo" ? "undone" : "redone"));
  }

  nameOf(id) {
    const at = find(this.store.doc.body, id);
    return at ? this.catalogue.nodeLabel(this.store.doc, at) : "";
  }

  // the name in its place, as an input
  rename(id, fresh = false) {
    const at = find(this.store.doc.body, id);
    if (!at || !["tab", "section", "field"].includes(at.kind) || (at.kind === "field" && this.catalogue.field(this.store.doc, at.node.field).hidden)) return;
    this.editing = id;
    this.store.tab = at.tab.id;
    this.canvas.draw();
    this.drag.canvas();
    const input = this.canvas.node(id)?.querySelector("input");
    input?.focus();
    input?.select();
    if (fresh) input?.scrollIntoView({ block: "nearest" });
  }

  nameInput(id, value) {
    const close = (input, keep) => {
      if (this.editing !== id) return;
      this.editing = "";
      const text = input.value.trim();
      if (!keep || text === value || !this.renamed(id, text)) this.redraw();
      if (keep !== "left") this.canvas.focus(id);
    };
    return h("input", {
      class: "inp cv-input", type: "text", value, maxlength: 80, "aria-label": t("name"), placeholder: t("untitled_section"),
      on: {
        keydown: (event) => {
          event.stopPropagation();
          if (event.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
          event.preventDefault();
          close(event.target, event.key === "Enter");
        },
        blur: (event) => close(event.target, "left"),
      },
    });
  }

  renamed(id, text) {
    const at = find(this.store.doc.body, id);
    const code = spoken();
    if (at.kind === "field") {
      if (!text) return false;
      const label = { ...this.catalogue.field(this.store.doc, at.node.field).label, [code]: text };
      return this.store.change(setField(this, at.node.field, "label", label));
    }
    return this.store.change((doc) => { find(doc.body, id).node.label = { ...at.node.label, [code]: text }; });
  }

  takeBody(body, reset) {
    this.store.change((doc) => {
      doc.body = identified(structuredClone(body));
      if (reset && this.data.form.kept) doc.form.reset = true;
    }, { select: [] });
    this.live(t("version_taken"));
  }

  matrix(section = null) {
    const { doc } = this.store;
    const keys = section ? section.items.filter((one) => one.type === "field").map((one) => one.field) : [...Object.keys(doc.added), ...this.catalogue.base.keys()];
    this.dialog(t("panel_rights"), matrix(this, keys.filter((key) => !this.catalogue.field(doc, key).hidden)), { wide: true });
  }

  templates() {
    const dialog = this.dialog(t("start_over"), h("div", {}, h("p", { class: "help" }, t("start_over_help")), this.canvas.starts(() => dialog.close())));
  }

  sheet() { this.dialog(t("shortcuts"), sheet()); }

  dialog(title, content, { wide = false } = {}) {
    const dialog = h("dialog", { class: `dlg${wide ? " dlg-wide" : ""}`, "aria-label": title });
    dialog.append(h("div", { class: "dlg-body" }, h("header", {}, h("h2", {}, title), button(t("close"), "x", () => dialog.close())), content));
    const opener = document.activeElement;
    dialog.addEventListener("close", () => { dialog.remove(); if (opener?.isConnected) opener.focus(); });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    this.append(dialog);
    dialog.showModal();
    return dialog;
  }

  // left side: what can be added, or the outline; on small screens one of three is shown
  show(name) {
    this.dataset.shown = name;
    if (name !== "panel") this.dataset.left = name;
    for (const tab of this.querySelectorAll(".ds-tabs [data-show]")) {
      const on = tab.dataset.show === this.dataset.left;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
    }
    for (const one of this.querySelectorAll(".ds-switch [data-show]")) one.setAttribute("aria-pressed", String(one.dataset.show === name));
    this.querySelector("#ds-add").hidden = this.dataset.left === "outline";
    this.querySelector("#ds-outline").hidden = this.dataset.left !== "outline";
    this.outline.draw();
    if (name === "outline") this.outline.focus(this.store.primary || this.canvas.tab.id);
    else if (name === "canvas") this.canvas.mark();
  }

  otherSide(event) {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    const name = this.dataset.left === "add" ? "outline" : "add";
    this.show(name);
    this.querySelector(`.ds-tabs [data-show=${name}]`).focus();
  }

  openPalette() {
    this.show("add");
    this.palette.box.focus();
    this.palette.box.select();
  }

  pressed(event) {
    const show = event.target.closest("[data-show]");
    if (show) this.show(show.dataset.show);
    const act = event.target.closest("[data-do]")?.dataset.do;
    const acts = {
      undo: () => this.travel("undo"), redo: () => this.travel("redo"), preview: () => this.preview.toggle(), publish: () => this.publishing.open(),
      versions: () => this.publishing.versions(), discard: () => this.publishing.discard(), keys: () => this.sheet(), templates: () => this.templates(), matrix: () => this.matrix(), shipped: () => this.takeBody(this.data.shipped, true), settings: () => { this.store.select([]); this.show("panel"); },
    };
    acts[act]?.();
  }

  savedNow() { if (this.preview.on) this.renew(); }

  leaveTo(url, said) {
    sessionStorage.setItem("design:said", said);
    this.saving.saved = JSON.stringify(null);
    Object.defineProperty(this.saving, "dirty", { value: false });
    location.assign(url);
    if (url === location.href) location.reload();
  }

  live(text) { this.querySelector("[data-live]").textContent = text; }

  toast(text, tone = "good") { document.dispatchEvent(new CustomEvent("toast", { detail: { text, tone } })); }
}

customElements.define("k-designer", Designer);
