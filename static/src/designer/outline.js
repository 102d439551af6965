// The form as a tree, for the keyboard and for screen readers: arrows walk, Alt with arrows moves.
import { columnId, find, idOf } from "./doc.js";
import { h, icon, patch } from "./dom.js";
import { t } from "./words.js";

const ICONS = { tab: "folder", section: "columns-2", lines: "table-2", related: "layout-list", separator: "separator-horizontal", text: "letter-text", button: "square-mouse-pointer", column: "columns-2" };

export class Outline {
  constructor(root, app) {
    this.app = app;
    this.closed = new Set();
    this.tree = h("div", { class: "out", role: "tree", "aria-label": t("outline"), "aria-multiselectable": "true" });
    root.append(this.tree);
    this.tree.addEventListener("click", (event) => this.clicked(event));
    this.tree.addEventListener("keydown", (event) => this.key(event));
  }

  get shown() { return this.tree.offsetParent !== null; }

  rows() {
    const { catalogue, store } = this.app;
    const rows = [];
    const add = (id, level, kind, node, holder, part) => {
      const name = catalogue.nodeLabel(store.doc, { kind, node, part });
      const drawing = kind === "field" ? catalogue.icon(catalogue.field(store.doc, node.field)) : ICONS[kind];
      rows.push({ id, level, kind, name, icon: drawing, holder, open: holder ? !this.closed.has(id) : null });
      return holder && !this.closed.has(id);
    };
    for (const tab of store.doc.body.tabs) {
      if (!add(tab.id, 1, "tab", tab, tab.parts.length > 0)) continue;
      for (const part of tab.parts) {
        const inner = part.items ?? part.columns;
        if (!add(part.id, 2, part.type, part, inner.length > 0)) continue;
        if (part.items) for (const item of part.items) add(idOf(item), 3, item.type, item, false);
        else for (const key of part.columns) add(columnId(part, key), 3, "column", key, false, part);
      }
    }
    return rows;
  }

  draw() {
    if (!this.shown) return;
    patch(this.tree, this.rows().map((row) => ({
      key: row.id, sign: JSON.stringify([row.level, row.name, row.icon, row.open]),
      make: () => h("div", { class: `out-row out-${row.level}`, role: "treeitem", tabIndex: -1, "aria-level": row.level, "aria-selected": "false", ...(row.open === null ? {} : { "aria-expanded": String(row.open) }), data: { id: row.id } },
        row.open === null ? h("span", { class: "out-gap" }) : h("span", { class: "out-open", data: { toggle: row.id } }, icon(row.open ? "chevron-down" : "chevron-right")), icon(row.icon), h("span", {}, row.name)),
    })));
    this.mark();
  }

  mark() {
    if (!this.shown) return;
    const chosen = new Set(this.app.store.selection);
    let stop = null;
    for (const row of this.tree.children) {
      const on = chosen.has(row.dataset.id);
      row.setAttribute("aria-selected", String(on));
      row.tabIndex = row.dataset.id === this.app.store.primary ? 0 : -1;
      if (row.tabIndex === 0) stop = row;
    }
    if (!stop && this.tree.firstElementChild) this.tree.firstElementChild.tabIndex = 0;
  }

  clicked(event) {
    const toggle = event.target.closest("[data-toggle]");
    const row = event.target.closest("[role=treeitem]");
    if (toggle) this.toggle(toggle.dataset.toggle);
    else if (row) {
      this.app.pick(row.dataset.id, { more: event.ctrlKey || event.metaKey, range: event.shiftKey, stay: true });
      this.focus(row.dataset.id);
    }
  }

  toggle(id, open = this.closed.has(id)) {
    if (open) this.closed.delete(id);
    else this.closed.add(id);
    this.draw();
  }

  focus(id) {
    const row = this.tree.querySelector(`[data-id="${CSS.escape(id)}"]`);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const row = event.target.closest("[role=treeitem]");
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
    const rows = [...this.tree.children];
    const here = rows.indexOf(row);
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to !== undefined) this.go(event, rows[Math.max(0, Math.min(to, rows.length - 1))]);
    else if (event.key === "ArrowRight" || event.key === "ArrowLeft") this.sideways(event, row, rows, here);
    else if (event.key.length === 1 && /\S/u.test(event.key)) this.letter(event, rows, here);
  }

  go(event, row) {
    event.preventDefault();
    this.app.pick(row.dataset.id, { range: event.shiftKey, stay: true });
    this.focus(row.dataset.id);
  }

  sideways(event, row, rows, here) {
    event.preventDefault();
    const open = row.getAttribute("aria-expanded");
    const level = Number(row.getAttribute("aria-level"));
    if (event.key === "ArrowRight" && open === "false") this.toggle(row.dataset.id, true);
    else if (event.key === "ArrowRight" && open === "true") this.go(event, rows[here + 1]);
    else if (event.key === "ArrowLeft" && open === "true") this.toggle(row.dataset.id, false);
    else if (event.key === "ArrowLeft") {
      const above = rows.slice(0, here).findLast((one) => Number(one.getAttribute("aria-level")) < level);
      if (above) this.go(event, above);
      return;
    }
    this.focus(row.dataset.id);
  }

  letter(event, rows, here) {
    if (event.key === "?" || !find(this.app.store.doc.body, rows[here].dataset.id)) return;
    const wanted = event.key.toLowerCase();
    const next = [...rows.slice(here + 1), ...rows].find((one) => one.textContent.trim().toLowerCase().startsWith(wanted));
    if (next) this.go(event, next);
  }
}
