// The form as it is laid out: tabs, and the parts of the open one. Redrawn by comparison: what did not change stays.
import { columnId, idOf } from "./doc.js";
import { h, icon, patch } from "./dom.js";
import { say, spoken, t } from "./words.js";

const sign = (...parts) => JSON.stringify(parts);

export class Canvas {
  constructor(root, app) {
    this.app = app;
    this.tabs = h("div", { class: "cv-tabs", role: "tablist", "aria-label": t("tabs"), data: { list: "tabs" } });
    this.more = h("button", { type: "button", class: "cv-tab-add", "aria-label": t("add_tab"), title: t("add_tab"), on: { click: () => app.addTab() } }, icon("plus"));
    this.parts = h("div", { class: "cv-parts", role: "tabpanel", id: "cv-panel", "aria-label": t("form"), data: { list: "parts" } });
    this.blank = h("div", { class: "cv-blank" });
    root.append(h("div", { class: "cv-bar" }, this.tabs, this.more), this.blank, this.parts);
    root.addEventListener("click", (event) => this.clicked(event));
    root.addEventListener("dblclick", (event) => this.twice(event));
    this.root = root;
  }

  get doc() { return this.app.store.doc; }

  get tab() {
    const { body } = this.doc;
    return body.tabs.find((one) => one.id === this.app.store.tab) ?? body.tabs[0];
  }

  draw() {
    const { body } = this.doc;
    const { tab } = this;
    this.app.store.tab = tab.id;
    patch(this.tabs, body.tabs.map((one) => this.tabNode(one, one === tab)));
    this.tabs.toggleAttribute("data-single", body.tabs.length === 1);
    this.parts.dataset.holder = tab.id;
    patch(this.parts, tab.parts.map((part) => this.partNode(part)));
    this.drawBlank();
    this.mark();
  }

  tabNode(tab, open) {
    const name = say(tab.label) || t("general");
    return {
      key: tab.id, sign: sign(name, open, this.app.editing === tab.id),
      make: () => {
        const node = h("button", { type: "button", role: "tab", class: "cv-tab", id: `cv-${tab.id}`, "aria-selected": String(open), "aria-controls": "cv-panel", tabIndex: open ? 0 : -1, data: { id: tab.id } });
        node.append(this.app.editing === tab.id ? this.app.nameInput(tab.id, say(tab.label)) : name);
        return node;
      },
    };
  }

  partNode(part) {
    if (part.type === "section") return this.sectionNode(part);
    return this.gridNode(part);
  }

  sectionNode(part) {
    const editing = this.app.editing === part.id;
    const name = say(part.label);
    return {
      key: part.id, sign: sign("section", name, say(part.help), part.columns, editing, part.items.length === 0, spoken()),
      make: () => h("section", { class: "cv-part cv-section", data: { id: part.id } },
        h("div", { class: "cv-head" }, this.grip(),
          editing ? this.app.nameInput(part.id, name)
            : h("button", { type: "button", class: "cv-name", data: { select: part.id }, "aria-label": `${t("section")}: ${name || t("untitled_section")}` }, name || h("i", {}, t("untitled_section"))),
          h("span", { class: "cv-note" }, t(part.columns === 1 ? "one_column" : "n_columns", { count: part.columns }))),
        say(part.help) ? h("p", { class: "cv-help" }, say(part.help)) : null,
        h("div", { class: `cv-items cv-cols-${part.columns}`, data: { list: "items", holder: part.id }, ...this.listRole(part, name) }),
        h("button", { type: "button", class: "cv-add", data: { into: part.id } }, icon("plus"), part.items.length ? t("add_field") : t("drop_here"))),
      inside: (node) => patch(node.querySelector(".cv-items"), part.items.map((item) => this.itemNode(item, part))),
    };
  }

  listRole(part, name) {
    return part.items.length ? { role: "listbox", "aria-multiselectable": "true", "aria-label": name || t("untitled_section") } : {};
  }

  itemNode(item, part) {
    const id = idOf(item);
    const view = item.type === "field" ? this.fieldView(item) : null;
    const editing = this.app.editing === id;
    return {
      key: id, sign: sign(item, view, part.columns, editing, spoken()),
      make: () => {
        const wide = item.type === "field" ? Math.min(item.span || (view.wide ? part.columns : 1), part.columns) : part.columns;
        const node = h("div", { class: `cv-item cv-${item.type} cv-span-${wide}`, role: "option", tabIndex: -1, "aria-selected": "false", data: { id } });
        if (item.type === "field") this.drawField(node, item, view, editing);
        else this.drawOther(node, item);
        return node;
      },
    };
  }

  fieldView(item) {
    const { catalogue, store } = this.app;
    const one = catalogue.field(store.doc, item.field);
    return {
      name: say(item.label) || catalogue.label(store.doc, item.field), type: catalogue.type(one), icon: one.hidden ? "lock" : catalogue.icon(one),
      required: Boolean(one.required) && one.writable !== false, fresh: Boolean(one.fresh), hidden: Boolean(one.hidden), missing: Boolean(one.missing),
      follows: Boolean(one.derived || one.kind || one.writable === false), help: say(item.help) || say(one.help), hint: say(item.placeholder),
      wide: ["long_text", "rich_text", "address"].includes(one.type), tall: one.type === "long_text" || one.type === "rich_text",
      rules: this.app.rules.touching(item.field).length,
    };
  }

  drawField(node, item, view, editing) {
    const notes = [view.required ? t("required") : "", view.fresh ? t("fresh") : "", view.follows ? t("computed") : "", view.rules ? t("has_rules") : ""].filter(Boolean);
    node.setAttribute("aria-label", [view.name, view.type, ...notes].join(", "));
    node.append(h("div", { class: "cv-label" },
      editing ? this.app.nameInput(idOf(item), view.name) : h("span", { class: "cv-text" }, view.name),
      view.required ? h("span", { class: "req", "aria-hidden": "true" }, "*") : null,
      view.rules ? icon("split") : null,
      view.fresh ? h("span", { class: "cv-badge" }, t("fresh")) : null));
    node.append(h("div", { class: `cv-box${view.follows ? " cv-follows" : ""}${view.tall ? " cv-tall" : ""}` }, icon(view.icon), h("span", {}, view.hint || view.type)));
    if (view.help) node.append(h("p", { class: "cv-help" }, view.help));
  }

  drawOther(node, item) {
    const { catalogue } = this.app;
    const name = catalogue.nodeLabel(this.doc, { kind: item.type, node: item });
    node.setAttribute("aria-label", `${t(item.type)}: ${name}`);
    if (item.type === "separator") node.append(h("span", { class: "cv-rule" }), say(item.label) ? h("span", { class: "cv-text" }, say(item.label)) : "");
    else if (item.type === "text") node.append(h("p", { class: "cv-said" }, say(item.text) || t("write_text")));
    else node.append(h("span", { class: "cv-button" }, icon(item.form ? "square-pen" : "square-mouse-pointer"), name || t("choose_action")));
  }

  gridNode(part) {
    const { catalogue } = this.app;
    const name = catalogue.partLabel(part);
    const icons = { lines: "table-2", related: "layout-list" };
    return {
      key: part.id, sign: sign(part.type, name, part.columns.length === 0, part.totals ?? [], spoken()),
      make: () => h("section", { class: "cv-part cv-grid", data: { id: part.id } },
        h("div", { class: "cv-head" }, this.grip(),
          h("button", { type: "button", class: "cv-name", data: { select: part.id }, "aria-label": `${t(part.type)}: ${name}` }, icon(icons[part.type]), name),
          h("span", { class: "cv-note" }, t(part.type))),
        h("div", { class: "cv-columns", data: { list: "columns", holder: part.id }, ...(part.columns.length ? { role: "listbox", "aria-multiselectable": "true", "aria-label": `${name}: ${t("columns")}` } : {}) }),
        part.columns.length ? null : h("p", { class: "cv-note" }, t("default_columns")),
        part.totals?.length ? h("p", { class: "cv-totals" }, t("totals"), ": ", part.totals.map((key) => catalogue.label(this.doc, key)).join(" · ")) : null),
      inside: (node) => patch(node.querySelector(".cv-columns"), part.columns.map((key) => this.columnNode(part, key))),
    };
  }

  columnNode(part, key) {
    const id = columnId(part, key);
    const name = this.app.catalogue.column(part, key);
    return { key: id, sign: sign(name), make: () => h("div", { class: "cv-column", role: "option", tabIndex: -1, "aria-selected": "false", "aria-label": name, data: { id } }, name) };
  }

  grip() { return h("span", { class: "cv-grip", "aria-hidden": "true" }, icon("grip-vertical")); }

  drawBlank() {
    const { data, store } = this.app;
    const { body } = this.doc;
    const empty = body.tabs.every((one) => one.parts.every((part) => part.type === "section" && !part.items.length));
    // an object of one's own whose form nobody has touched yet lays itself out
    const made = !empty && data.object.made && !data.form.kept && !data.draft && !store.past.length;
    const state = empty ? "empty" : made ? "made" : "";
    this.blank.hidden = !state;
    if (this.blank.dataset.blank === state) return;
    this.blank.dataset.blank = state;
    const said = empty ? [icon("panel-top"), h("h2", {}, t("blank_title")), h("p", {}, t("blank_text"))] : [h("p", {}, t("start_made"))];
    this.blank.replaceChildren(...(state ? [...said, this.starts()] : []));
  }

  starts(after = () => {}) {
    return h("div", { class: "cv-choices" }, ["one", "two", "tabs", "shipped"].map((name) => h("button", { type: "button", class: "btn", "data-variant": "outline", on: { click: () => { after(); this.app.fill(name); } } }, t(`start_${name}`))));
  }

  // selection is shown without redrawing anything
  mark() {
    const chosen = new Set(this.app.store.selection);
    const { primary } = this.app.store;
    for (const node of this.root.querySelectorAll("[data-id]")) {
      const on = chosen.has(node.dataset.id);
      node.toggleAttribute("data-on", on);
      if (node.getAttribute("role") === "option") {
        node.setAttribute("aria-selected", String(on));
        node.tabIndex = node.dataset.id === primary ? 0 : -1;
      }
    }
    if (!this.parts.querySelector("[role=option][tabindex='0']")) {
      const first = this.parts.querySelector("[role=option]");
      if (first) first.tabIndex = 0;
    }
  }

  node(id) { return this.root.querySelector(`[data-id="${CSS.escape(id)}"]`); }

  focus(id) {
    const node = this.node(id);
    const stop = node?.matches("[role=option], [role=tab]") ? node : node?.querySelector("[data-select]");
    stop?.focus({ preventScroll: true });
    node?.scrollIntoView({ block: "nearest" });
  }

  clicked(event) {
    if (event.target.closest("input")) return;
    const into = event.target.closest("[data-into]");
    if (into) {
      this.app.store.select([into.dataset.into]);
      this.app.openPalette();
      return;
    }
    const node = event.target.closest("[data-id]");
    if (!node) {
      if (event.target === this.root || event.target === this.parts) this.app.store.select([]);
      return;
    }
    this.app.pick(node.dataset.id, { more: event.ctrlKey || event.metaKey, range: event.shiftKey });
  }

  twice(event) {
    const node = event.target.closest(".cv-field, .cv-tab, .cv-section");
    if (node && !event.target.closest("input")) this.app.rename(node.dataset.id);
  }
}
