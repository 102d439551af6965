// What can be put into the form: fields that stand nowhere first, then new fields by type, then everything else.
import { find } from "./doc.js";
import { h, icon, patch } from "./dom.js";
import { t } from "./words.js";

export class Palette {
  constructor(root, app) {
    this.app = app;
    this.box = h("input", { type: "search", class: "inp", "aria-label": t("find_element"), placeholder: t("find_element"), autocomplete: "off", on: { input: () => this.draw(), keydown: (event) => this.key(event) } });
    this.groups = h("div", { class: "pal-groups" });
    root.append(h("div", { class: "pal-find" }, icon("search"), this.box), this.groups);
    this.groups.addEventListener("click", (event) => {
      const one = event.target.closest("[data-add]");
      if (one) app.add(JSON.parse(one.dataset.add));
    });
    this.groups.addEventListener("keydown", (event) => this.walk(event));
  }

  all() {
    const { catalogue, store } = this.app;
    const { doc } = store;
    const chosen = store.primary ? find(doc.body, store.primary) : null;
    const groups = [];
    const grid = chosen?.part && chosen.part.type !== "section" ? chosen.part : null;
    if (grid) groups.push({ name: t("columns_of", { name: catalogue.partLabel(grid) }), items: this.columns(grid) });
    groups.push({ name: t("unused_fields"), items: catalogue.unused(doc).map((key) => this.field(key)), empty: t("all_used") });
    const types = catalogue.source.types.map((one) => ({ add: { kind: "new", type: one.key }, label: one.label, icon: one.icon, follows: one.follows }));
    groups.push({ name: t("new_field"), items: types.filter((one) => !one.follows) });
    groups.push({ name: t("new_following"), items: types.filter((one) => one.follows) });
    groups.push({ name: t("arrange"), items: this.elements() });
    groups.push({ name: t("lists"), items: this.lists(doc) });
    return groups;
  }

  field(key) {
    const { catalogue, store } = this.app;
    const one = catalogue.field(store.doc, key);
    return { add: { kind: "field", field: key }, label: catalogue.label(store.doc, key), icon: catalogue.icon(one), note: catalogue.type(one) };
  }

  columns(part) {
    const used = new Set(part.columns);
    return this.app.catalogue.columns(part).filter((one) => !used.has(one.key))
      .map((one) => ({ add: { kind: "column", part: part.id, field: one.key }, label: one.label, icon: this.app.catalogue.types.get(one.type)?.icon ?? "box" }));
  }

  elements() {
    return [
      ...[1, 2, 3, 4].map((columns) => ({ add: { kind: "section", columns }, label: t(columns === 1 ? "section_1" : "section_n", { count: columns }), icon: columns === 1 ? "rows-3" : "columns-2" })),
      { add: { kind: "tab" }, label: t("tab"), icon: "folder" },
      { add: { kind: "separator" }, label: t("separator"), icon: "separator-horizontal" },
      { add: { kind: "text" }, label: t("text"), icon: "letter-text" },
      { add: { kind: "button" }, label: t("button"), icon: "square-mouse-pointer" },
    ];
  }

  lists(doc) {
    const parts = doc.body.tabs.flatMap((tab) => tab.parts);
    const { source } = this.app.catalogue;
    const lines = source.lines.filter((one) => !parts.some((part) => part.type === "lines" && part.name === one.name))
      .map((one) => ({ add: { kind: "lines", name: one.name }, label: one.label, icon: "table-2" }));
    const related = source.related.filter((one) => !parts.some((part) => part.type === "related" && part.object === one.object && part.field === one.field))
      .map((one) => ({ add: { kind: "related", object: one.object, field: one.field }, label: one.label, icon: "layout-list" }));
    return [...lines, ...related];
  }

  draw() {
    const wanted = this.box.value.trim().toLowerCase();
    const fits = (one) => !wanted || one.label.toLowerCase().includes(wanted) || (one.note ?? "").toLowerCase().includes(wanted);
    const groups = this.all().map((group) => ({ ...group, items: group.items.filter(fits) }));
    const shown = groups.filter((group) => group.items.length || (group.empty && !wanted));
    patch(this.groups, shown.map((group, place) => ({
      key: `g${group.name}`, sign: String(place === 0),
      make: () => h("section", { class: "pal-group" }, h("h3", { id: `pal-${place}-${group.name.length}` }, group.name), h("div", { class: "pal-list", data: { list: "palette" } }), group.empty ? h("p", { class: "pal-empty" }, group.empty) : null),
      inside: (node) => {
        patch(node.querySelector(".pal-list"), group.items.map((one) => this.item(one)));
        const empty = node.querySelector(".pal-empty");
        if (empty) empty.hidden = group.items.length > 0;
      },
    })));
    if (wanted && !shown.length) this.groups.replaceChildren(h("p", { class: "pal-none" }, t("nothing_found")));
    this.stops();
    this.app.drag?.palette();
  }

  item(one) {
    const add = JSON.stringify(one.add);
    return {
      key: add, sign: JSON.stringify([one.label, one.icon]),
      make: () => h("button", { type: "button", class: "pal-item", tabIndex: -1, title: one.note ? `${one.label} · ${one.note}` : one.label, data: { add } }, icon(one.icon), h("span", {}, one.label)),
    };
  }

  // one stop for Tab; arrows go on from there
  stops() {
    const items = [...this.groups.querySelectorAll(".pal-item")];
    if (items.length && !items.some((one) => one.tabIndex === 0)) items[0].tabIndex = 0;
  }

  walk(event) {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step || event.altKey) return;
    event.preventDefault();
    const items = [...this.groups.querySelectorAll(".pal-item")];
    const here = items.indexOf(event.target);
    const next = items[Math.max(0, Math.min(here + step, items.length - 1))];
    if (here === 0 && step < 0) this.box.focus();
    else this.stop(items, next);
  }

  stop(items, next) {
    for (const one of items) one.tabIndex = one === next ? 0 : -1;
    next?.focus();
  }

  key(event) {
    const items = [...this.groups.querySelectorAll(".pal-item")];
    if (event.key === "ArrowDown") {
      event.preventDefault();
      this.stop(items, items[0]);
    } else if (event.key === "Enter" && items.length) {
      event.preventDefault();
      this.app.add(JSON.parse(items[0].dataset.add));
    } else if (event.key === "Escape" && this.box.value) {
      event.stopPropagation();
      this.box.value = "";
      this.draw();
    }
  }
}
