// The properties of what is selected: of the form when nothing is, of one thing, or what several have in common.
import { find, isItem } from "./doc.js";
import { button, h } from "./dom.js";
import { fieldPanel } from "./panel_field.js";
import { choose, group, segments, several, words } from "./inputs.js";
import { rightsPanel } from "./rights.js";
import { t } from "./words.js";

export class Panel {
  constructor(root, app) {
    this.app = app;
    this.root = root;
    this.open = "about";
    this.folds = new Set();
    root.addEventListener("toggle", (event) => {
      const name = event.target.dataset?.fold;
      if (name) this.folds[event.target.open ? "add" : "delete"](name);
    }, true);
  }

  get doc() { return this.app.store.doc; }

  // a change that the panel itself made; it is not drawn anew while somebody types in it
  set(edit, merge = "") {
    this.quiet = true;
    this.app.store.change(edit, { merge });
    this.quiet = false;
  }

  // the same for what changes the panel too
  turn(edit) {
    this.set(edit);
    this.draw();
  }

  draw() {
    if (this.quiet) return;
    const focused = this.root.contains(document.activeElement) ? document.activeElement.dataset.name : "";
    const top = this.root.scrollTop;
    this.root.replaceChildren(...this.content().flat().filter(Boolean));
    this.root.scrollTop = top;
    if (focused) this.root.querySelector(`[data-name="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  content() {
    const { selection } = this.app.store;
    const found = selection.map((id) => find(this.doc.body, id)).filter(Boolean);
    if (!found.length) return this.formContent();
    if (found.length > 1) return this.manyContent(found);
    const [at] = found;
    const head = this.head(at);
    if (at.kind === "field") return [head, ...this.fieldContent(at)];
    return [head, ...(this[`${at.kind}Content`]?.(at) ?? [])];
  }

  head(at) {
    const { app } = this;
    return h("header", { class: "pp-head" }, h("div", {}, h("small", {}, t(at.kind)), h("h2", {}, app.catalogue.nodeLabel(this.doc, at))),
      h("div", { class: "pp-tools", role: "toolbar", "aria-label": t("tools") },
        button(`${t("move_up")} (Alt+↑)`, "arrow-up", () => app.step("up"), { data: { name: "step-up" } }), button(`${t("move_down")} (Alt+↓)`, "arrow-down", () => app.step("down"), { data: { name: "step-down" } }),
        isItem(at.kind) || at.kind === "section" ? button(`${t("copy")} (Ctrl+D)`, "copy", () => app.copy()) : null,
        button(`${t("remove")} (Del)`, "trash-2", () => app.removeSelected())));
  }

  tabs(names) {
    return h("div", { class: "pp-tabs", role: "tablist", "aria-label": t("properties") }, names.map((name) => h("button", {
      type: "button", role: "tab", id: `pp-${name}`, "aria-selected": String(this.open === name), tabIndex: this.open === name ? 0 : -1, data: { name: `tab-${name}` },
      on: { click: () => this.turnTo(name), keydown: (event) => this.tabKey(event, names, name) },
    }, t(`panel_${name}`))));
  }

  tabKey(event, names, name) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = names[(names.indexOf(name) + step + names.length) % names.length];
    this.turnTo(next);
    this.root.querySelector(`#pp-${next}`)?.focus();
  }

  turnTo(name) {
    this.open = name;
    this.draw();
  }

  fieldContent(at) {
    const names = ["about", "rules", "rights"];
    if (!names.includes(this.open)) this.open = "about";
    const inner = this.open === "rules" ? this.app.rules.list(at.node.field)
      : this.open === "rights" ? rightsPanel(this, [at.node.field]) : fieldPanel(this, at);
    return [this.tabs(names), h("div", { role: "tabpanel", "aria-labelledby": `pp-${this.open}`, class: "pp-panel" }, inner)];
  }

  edit(at, name, merge = true) {
    const id = this.app.store.primary;
    return (value) => this.set((doc) => {
      const { node } = find(doc.body, id);
      const nothing = value === "" || (typeof value === "object" && value && !Array.isArray(value) && !Object.keys(value).length && name !== "label");
      if (nothing) delete node[name];
      else node[name] = value;
    }, merge ? `${id}.${name}` : "");
  }

  tabContent(at) {
    return [group("", words(t("name"), at.node.label, this.edit(at, "label")))];
  }

  sectionContent(at) {
    const columns = [1, 2, 3, 4].map((one) => [one, String(one)]);
    return [
      group("", words(t("name"), at.node.label, this.edit(at, "label")), words(t("help"), at.node.help, this.edit(at, "help"), { lines: 2 }),
        segments(t("columns"), at.node.columns, columns, (value) => this.turn((doc) => { find(doc.body, at.node.id).node.columns = Number(value); }))),
      group(t("panel_rights"), h("p", { class: "help" }, t("rights_of_section")), button(t("open_matrix"), "lock", () => this.app.matrix(at.node), { text: t("open_matrix"), variant: "outline" })),
    ];
  }

  separatorContent(at) { return [group("", words(t("name"), at.node.label, this.edit(at, "label")))]; }

  textContent(at) { return [group("", words(t("text"), at.node.text, this.edit(at, "text"), { lines: 5 }))]; }

  buttonContent(at) {
    const { catalogue } = this.app;
    const actions = catalogue.source.actions.map((one) => [`action:${one.name}`, one.label]);
    const forms = catalogue.source.forms.filter((one) => one.name !== "standard").map((one) => [`form:${one.name}`, t("open_form", { name: one.label })]);
    const value = at.node.form ? `form:${at.node.form}` : `action:${at.node.action ?? ""}`;
    return [group("", choose(t("does"), value, [["action:", t("choose_action")], ...actions, ...forms], (chosen) => this.turn((doc) => {
      const { node } = find(doc.body, at.node.id);
      const [kind, name] = chosen.split(":");
      delete node.action;
      delete node.form;
      node[kind] = name;
    })), words(t("name"), at.node.label, this.edit(at, "label")), h("p", { class: "help" }, t("button_help")))];
  }

  linesContent(at) {
    const totals = this.app.catalogue.source.fields.filter((one) => !one.hidden && ["money", "quantity", "decimal", "integer", "percent"].includes(one.type))
      .map((one) => [one.key, this.app.catalogue.label(this.doc, one.key)]);
    return [this.columnsGroup(at), group(t("totals"), several(t("totals_help"), at.node.totals ?? [], totals, (keys) => this.set((doc) => { find(doc.body, at.node.id).node.totals = keys; })))];
  }

  relatedContent(at) { return [this.columnsGroup(at)]; }

  columnsGroup(at) {
    const part = at.node;
    const { catalogue } = this.app;
    const order = [...part.columns, ...catalogue.columns(part).map((one) => one.key).filter((key) => !part.columns.includes(key))];
    const options = order.map((key) => [key, catalogue.column(part, key)]);
    return group(t("columns"), several(t("columns_help"), part.columns, options, (keys) => this.set((doc) => { find(doc.body, part.id).node.columns = keys; })));
  }

  columnContent(at) {
    const { part } = at;
    return [group("", h("p", { class: "help" }, t("column_help", { name: this.app.catalogue.partLabel(part) })),
      button(t("open_part"), "table-2", () => this.app.pick(part.id), { text: this.app.catalogue.partLabel(part), variant: "outline" }))];
  }

  manyContent(found) {
    const { app } = this;
    const fields = found.filter((one) => one.kind === "field").map((one) => one.node.field);
    return [
      h("header", { class: "pp-head" }, h("div", {}, h("small", {}, t("selection")), h("h2", {}, t("n_selected", { count: found.length }))),
        h("div", { class: "pp-tools", role: "toolbar", "aria-label": t("tools") }, button(`${t("move_up")} (Alt+↑)`, "arrow-up", () => app.step("up"), { data: { name: "step-up" } }), button(`${t("move_down")} (Alt+↓)`, "arrow-down", () => app.step("down"), { data: { name: "step-down" } }), button(`${t("remove")} (Del)`, "trash-2", () => app.removeSelected()))),
      fields.length === found.length ? group("", segments(t("width"), "", [[0, t("auto")], [1, "1"], [2, "2"], [3, "3"], [4, "4"]], (value) => this.turn((doc) => this.spans(doc, fields, Number(value))))) : null,
      fields.length ? group(t("panel_rights"), rightsPanel(this, fields)) : null,
    ];
  }

  spans(doc, fields, value) {
    for (const key of fields) {
      const { node } = find(doc.body, `f:${key}`);
      if (value) node.span = value;
      else delete node.span;
    }
  }

  formContent() {
    const { app, doc } = this;
    const { source } = app.catalogue;
    const set = (name) => (value) => this.set((next) => { next.form[name] = value; delete next.form.reset; }, `form.${name}`);
    const others = source.form.name !== "standard";
    return [
      h("header", { class: "pp-head" }, h("div", {}, h("small", {}, t("form")), h("h2", {}, app.formName()))),
      group("", others ? words(t("name"), doc.form.label, set("label")) : null,
        several(t("for_roles"), doc.form.for_roles, source.roles.map((one) => [one.key, one.label]), set("for_roles")),
        source.states.length ? several(t("for_status"), doc.form.for_status, source.states.map((one) => [one.key, one.label]), set("for_status")) : null,
        h("p", { class: "help" }, others ? t("form_help") : t("standard_help"))),
      group(t("panel_rules"), app.rules.list("")),
      group(t("panel_rights"), h("p", { class: "help" }, t("matrix_help")), button(t("open_matrix"), "lock", () => app.matrix(), { text: t("open_matrix"), variant: "outline" })),
      group(t("hints"), this.hints()),
    ];
  }

  hints() {
    const missing = this.app.catalogue.unused(this.doc).filter((key) => {
      const one = this.app.catalogue.field(this.doc, key);
      return one.required && one.writable && (one.default === null || one.default === undefined);
    });
    if (!missing.length) return h("p", { class: "help" }, t("no_hints"));
    return h("ul", { class: "pp-hints" }, missing.map((key) => h("li", {}, t("required_without_place", { field: this.app.catalogue.label(this.doc, key) }), " ", button("", "", () => this.app.add({ kind: "field", field: key }), { text: t("add") }))));
  }
}

