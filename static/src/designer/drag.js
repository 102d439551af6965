// Dragging by SortableJS: it shows where, the document decides. Escape, or letting go outside, leaves all as it was.
import Sortable from "sortablejs";
import { find, idOf, isItem, isPart } from "./doc.js";

const FROM = { field: "items", new: "items", separator: "items", text: "items", button: "items", section: "parts", lines: "parts", related: "parts", column: "columns", tab: "tabs" };
const wishOf = (node) => (node.dataset.add ? JSON.parse(node.dataset.add) : null);

export class Drag {
  constructor(app) {
    this.app = app;
    this.held = new WeakSet();
    this.cancelled = false;
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && Sortable.active) this.cancelled = true;
    }, true);
  }

  // lists that were drawn since the last time
  canvas() {
    for (const list of this.app.root.querySelectorAll(".cv [data-list]")) this.take(list, this.listOptions(list));
  }

  palette() {
    for (const list of this.app.root.querySelectorAll(".pal-list")) {
      this.take(list, { sort: false, group: { name: "palette", pull: "clone", put: false }, draggable: ".pal-item", ...this.common() });
    }
  }

  take(list, options) {
    if (this.held.has(list)) return;
    this.held.add(list);
    Sortable.create(list, options);
  }

  common() {
    return {
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 110, ghostClass: "drop", chosenClass: "chosen", dragClass: "dragged",
      delay: 120, delayOnTouchOnly: true, fallbackTolerance: 4, emptyInsertThreshold: 24,
      onStart: (event) => { this.cancelled = false; this.app.dragging(event.item); },
      onEnd: (event) => this.ended(event),
    };
  }

  listOptions(list) {
    const kind = list.dataset.list;
    const put = (_to, _from, node) => {
      const wish = wishOf(node);
      if (wish) return FROM[wish.kind] === kind && (kind !== "columns" || wish.part === list.dataset.holder);
      return this.fits(node.dataset.id, kind, list);
    };
    const own = { items: ".cv-item", parts: ".cv-part", columns: ".cv-column", tabs: ".cv-tab" }[kind];
    const more = kind === "parts" ? { handle: ".cv-head", filter: "input", preventOnFilter: false } : { filter: "input", preventOnFilter: false };
    return { ...this.common(), ...more, group: { name: kind, pull: true, put }, draggable: own, direction: kind === "parts" ? "vertical" : undefined };
  }

  fits(id, kind, list) {
    const at = find(this.app.store.doc.body, id);
    if (!at) return false;
    if (kind === "items") return isItem(at.kind);
    if (kind === "parts") return isPart(at.kind);
    return kind === "columns" && at.kind === "column" && at.part.id === list.dataset.holder;
  }

  ended(event) {
    const { item, to, from } = event;
    const started = performance.now();
    this.app.dropped();
    // the browser says "dragend" alone when nothing was dropped
    const off = this.cancelled || event.originalEvent?.type === "dragend";
    const wish = wishOf(item);
    const index = [...to.children].filter((one) => one === item || one.dataset.id || one.dataset.add).indexOf(item);
    if (wish && to !== from) item.remove();
    if (off || (wish && to === from)) this.app.redraw();
    else if (wish) this.app.add(wish, { holder: to.dataset.holder, list: to.dataset.list, index });
    else this.moved(item.dataset.id, to, index);
    this.app.measured(performance.now() - started);
  }

  moved(id, to, index) {
    const { store } = this.app;
    const chosen = store.selection.includes(id) ? this.sameKind(id) : [id];
    const holder = to.dataset.holder ?? "";
    const others = [...to.children].map((one) => one.dataset.id).slice(0, index).filter((one) => one && !chosen.includes(one));
    this.app.moveTo(chosen, holder, others.length);
  }

  // those of the selection that can move along, in the order of the form
  sameKind(id) {
    const { body } = this.app.store.doc;
    const item = isItem(find(body, id)?.kind);
    const chosen = this.app.store.selection.filter((one) => isItem(find(body, one)?.kind) === item && find(body, one)?.kind !== "tab");
    const order = body.tabs.flatMap((tab) => tab.parts.flatMap((part) => [part.id, ...(part.items ?? []).map(idOf), ...(part.columns?.map?.((key) => `${part.id}|${key}`) ?? [])]));
    return chosen.toSorted((one, other) => order.indexOf(one) - order.indexOf(other));
  }
}
