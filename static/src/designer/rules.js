// Rules of the object: a condition put together from fields, and what it does to others. The server judges by them.
import { button, h, icon } from "./dom.js";
import { check, choose, segments, several, text, words } from "./inputs.js";
import { say, t } from "./words.js";

const EFFECTS = ["show", "hide", "require", "lock", "set", "restrict", "warn", "refuse"];
const OPS = ["eq", "ne", "gt", "gte", "lt", "lte", "contains", "in", "is_empty", "not_empty"];
const ALONE = ["is_empty", "not_empty"];
const SAYS = ["warn", "refuse"];

export class Rules {
  constructor(app) { this.app = app; }

  get all() { return this.app.store.doc.rules ?? this.app.catalogue.source.rules ?? []; }

  touching(key) {
    return this.all.filter((rule) => rule.active !== false && (rule.effects ?? []).some((one) => one.field === key));
  }

  change(edit) {
    this.app.store.change((doc) => {
      doc.rules = structuredClone(doc.rules ?? this.app.catalogue.source.rules ?? []);
      edit(doc.rules);
    });
  }

  // the rules that touch a field, or all of them
  list(key) {
    const shown = this.all.map((rule, place) => [rule, place]).filter(([rule]) => !key || (rule.effects ?? []).some((one) => one.field === key) || this.reads(rule, key));
    return [
      h("ul", { class: "rl-list" }, shown.map(([rule, place]) => h("li", {},
        h("button", { type: "button", class: "rl-open", on: { click: () => this.open(place) } }, h("b", {}, say(rule.label) || t("rule_nameless")), h("small", {}, this.sentence(rule)), rule.active === false ? h("small", {}, t("rule_off")) : null)))),
      shown.length ? null : h("p", { class: "help pp-pad" }, t("no_rules")),
      h("button", { type: "button", class: "btn", "data-variant": "outline", data: { name: "add-rule" }, on: { click: () => this.add(key) } }, icon("plus"), t("add_rule")),
    ];
  }

  reads(rule, key) { return this.conditions(rule).some((one) => one.field === key); }

  conditions(rule) { return rule.condition?.and ?? rule.condition?.or ?? []; }

  sentence(rule) {
    const { catalogue, store } = this.app;
    const name = (key) => catalogue.label(store.doc, key);
    const parts = this.conditions(rule).map((one) => `${name(one.field)} ${t(`op_${one.op}`)} ${ALONE.includes(one.op) ? "" : this.shown(one)}`.trim());
    const when = rule.when || parts.join(rule.condition?.or ? ` ${t("or")} ` : ` ${t("and")} `) || t("always");
    return `${when} → ${(rule.effects ?? []).map((one) => `${t(`effect_${one.effect}`)} ${one.field ? name(one.field) : ""}`.trim()).join(", ")}`;
  }

  shown(one) {
    const field = this.app.catalogue.field(this.app.store.doc, one.field);
    const named = (value) => say((field.choices ?? []).find((each) => each.key === value)?.label) || String(value ?? "");
    return Array.isArray(one.value) ? one.value.map(named).join(", ") : named(one.value);
  }

  add(key) {
    this.change((rules) => rules.push({ label: {}, active: true, condition: { and: [] }, when: "", effects: [{ effect: "require", field: key || this.fields()[0]?.[0] || "" }] }));
    this.open(this.all.length - 1);
  }

  // what an effect can be on: fields of the record, and of its lines as "lines.field"
  fields(writable = false) {
    const { catalogue, store } = this.app;
    const keys = [...Object.keys(store.doc.added), ...catalogue.base.keys()].filter((key) => !store.doc.trashed.includes(key));
    const own = keys.map((key) => catalogue.field(store.doc, key)).filter((one) => !one.hidden && (!writable || one.writable)).map((one) => one.key);
    const inner = [...catalogue.lines.values()].flatMap((line) => line.fields.filter((one) => !writable || one.writable).map((one) => `${line.name}.${one.key}`));
    return [...own, ...inner].map((key) => [key, catalogue.label(store.doc, key)]);
  }

  scope(rule) { return (rule.effects ?? []).map((one) => one.field ?? "").find((key) => key.includes("."))?.split(".")[0] ?? ""; }

  // what a condition can ask: fields of the record; with effects on lines those of the line, and of its record
  asked(rule) {
    const { catalogue, store } = this.app;
    const scope = this.scope(rule);
    if (!scope) return this.fields().filter(([key]) => !key.includes("."));
    const line = catalogue.lines.get(scope);
    return [...(line?.fields ?? []).map((one) => [one.key, `${line.label} › ${one.label}`]), ...[...catalogue.base.keys()].map((key) => [`parent.${key}`, catalogue.label(store.doc, `parent.${key}`)])];
  }

  fieldAsked(rule, key) {
    const scope = this.scope(rule);
    return this.app.catalogue.field(this.app.store.doc, scope && !key.includes(".") ? `${scope}.${key}` : key);
  }

  open(place) {
    const body = h("div", { class: "rl-edit" });
    const draw = () => {
      const focused = document.activeElement?.dataset?.name;
      body.replaceChildren(...this.editor(place, draw, () => dialog.close()));
      if (focused) body.querySelector(`[data-name="${CSS.escape(focused)}"]`)?.focus();
    };
    const dialog = this.app.dialog(t("rule"), body, { wide: true });
    draw();
    dialog.addEventListener("close", () => this.app.redraw());
  }

  editor(place, draw, close) {
    const rule = this.all[place];
    if (!rule) return [];
    const put = (edit) => this.change((rules) => edit(rules[place]));
    const turn = (edit) => { put(edit); draw(); };
    return [
      words(t("name"), rule.label, (label) => put((one) => { one.label = label; })),
      h("section", { class: "rl-part" }, h("h3", {}, t("rule_if")), ...this.conditionRows(rule, put, turn)),
      h("section", { class: "rl-part" }, h("h3", {}, t("rule_then")), ...(rule.effects ?? []).map((one, at) => this.effectRow(one, at, put, turn)),
        button("", "plus", () => turn((each) => each.effects.push({ effect: "require", field: this.fields()[0]?.[0] ?? "" })), { text: t("add_effect"), variant: "outline" })),
      check(t("rule_active"), rule.active !== false, (on) => put((one) => { one.active = on; })),
      h("footer", {}, button("", "trash-2", () => { close(); this.change((rules) => rules.splice(place, 1)); }, { text: t("remove_rule"), variant: "destructive" }), h("span", { class: "push" }), button("", "", close, { text: t("done"), variant: "primary" })),
    ];
  }

  conditionRows(rule, put, turn) {
    const joined = rule.condition?.or ? "or" : "and";
    const rows = this.conditions(rule);
    const each = (edit) => (one) => { const list = one.condition?.[joined] ?? []; edit(list); one.condition = { [joined]: list }; };
    return [
      rows.length > 1 ? segments(t("joined"), joined, [["and", t("all_of")], ["or", t("one_of")]], (to) => turn((one) => { one.condition = { [to]: this.conditions(one) }; })) : null,
      ...rows.map((one, at) => h("div", { class: "rl-row" },
        choose(t("field"), one.field, this.asked(rule), (field) => turn(each((list) => { list[at] = { field, op: "eq", value: "" }; })), { bare: true, name: `c-field-${at}` }),
        choose(t("comparison"), one.op, OPS.map((op) => [op, t(`op_${op}`)]), (op) => turn(each((list) => { list[at].op = op; })), { bare: true, name: `c-op-${at}` }),
        ALONE.includes(one.op) ? h("span") : this.value(one, this.fieldAsked(rule, one.field), `c-value-${at}`, (value) => put(each((list) => { list[at].value = value; }))),
        button(t("remove"), "x", () => turn(each((list) => list.splice(at, 1)))))),
      button("", "plus", () => turn(each((list) => list.push({ field: this.asked(rule)[0]?.[0] ?? "", op: "eq", value: "" }))), { text: t("add_condition"), variant: "outline" }),
      text(t("rule_formula"), rule.when, (when) => put((one) => { one.when = when; }), { help: t("rule_formula_help"), name: "rule-when" }),
    ].filter(Boolean);
  }

  value(one, field, name, set) {
    if (field.type === "boolean") return choose(t("value"), String(one.value ?? ""), [["", ""], ["true", t("yes")], ["false", t("no")]], (value) => set(value === "true"), { bare: true, name });
    if (field.choices?.length && one.op !== "in" && one.op !== "contains") return choose(t("value"), one.value, [["", ""], ...field.choices.map((each) => [each.key, say(each.label)])], set, { bare: true, name });
    const many = one.op === "in";
    return h("input", { class: "inp", type: field.type === "date" ? "date" : "text", "aria-label": t("value"), value: many ? [one.value].flat().join(", ") : (one.value ?? ""), data: { name }, on: { input: (event) => set(many ? event.target.value.split(",").map((part) => part.trim()).filter(Boolean) : event.target.value) } });
  }

  effectRow(one, at, put, turn) {
    const set = (name) => (value) => put((rule) => { rule.effects[at][name] = value; });
    const redo = (name) => (value) => turn((rule) => { rule.effects[at][name] = value; });
    const field = this.app.catalogue.field(this.app.store.doc, one.field ?? "");
    return h("div", { class: "rl-effect" },
      h("div", { class: "rl-row" },
        choose(t("effect"), one.effect, EFFECTS.map((effect) => [effect, t(`effect_${effect}`)]), redo("effect"), { bare: true, name: `e-effect-${at}` }),
        choose(t("field"), one.field, [...(SAYS.includes(one.effect) ? [["", t("whole_record")]] : []), ...this.fields(["set", "require", "lock"].includes(one.effect))], redo("field"), { bare: true, name: `e-field-${at}` }),
        one.effect === "set" && !one.formula ? this.value({ ...one, op: "eq" }, field, `e-value-${at}`, set("value")) : h("span"),
        button(t("remove"), "x", () => turn((rule) => rule.effects.splice(at, 1)))),
      one.effect === "set" ? text(t("rule_formula"), one.formula, set("formula"), { name: `e-formula-${at}` }) : null,
      one.effect === "restrict" ? several(t("choices_left"), one.value || [], (field.choices ?? []).map((each) => [each.key, say(each.label)]), set("value")) : null,
      SAYS.includes(one.effect) ? words(t("message"), one.message, set("message"), { name: `e-message-${at}` }) : null);
  }
}
