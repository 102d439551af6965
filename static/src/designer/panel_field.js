// The properties of a field: how it stands in this form, and what it is everywhere.
import { choicesEditor } from "./choices.js";
import { idOf, find } from "./doc.js";
import { button, h } from "./dom.js";
import { definition } from "./definition.js";
import { check, choose, folded, group, segments, text, words } from "./inputs.js";
import { say, t } from "./words.js";

const NUMBERS = ["integer", "decimal", "money", "unit_price", "percent", "quantity", "rate"];
const LENGTHS = ["text", "long_text"];

// writes a property of a field into the draft; what is again as it was is no change
export function setField(app, key, name, value) {
  return (doc) => {
    if (doc.added[key]) {
      if (value === undefined || value === "") delete doc.added[key][name];
      else doc.added[key][name] = value;
      return;
    }
    const base = app.catalogue.base.get(key);
    const changed = { ...doc.changed[key], [name]: value };
    if (value === undefined || JSON.stringify(value) === JSON.stringify(base?.[name] ?? null)) delete changed[name];
    if (Object.keys(changed).length) doc.changed[key] = changed;
    else delete doc.changed[key];
  };
}

export function fieldPanel(panel, at) {
  const { app, doc } = panel;
  const key = at.node.field;
  const one = app.catalogue.field(doc, key);
  if (one.hidden) return [h("p", { class: "help pp-pad" }, t("hidden_help"))];
  const put = (name) => (value) => panel.set(setField(app, key, name, value), `${key}.${name}`);
  const turn = (name) => (value) => panel.turn(setField(app, key, name, value));
  return [
    group("", words(t("label"), one.label, put("label")), kind(panel, key, one), target(panel, key, one)),
    one.type.endsWith("choice") && one.made ? group(t("choices"), choicesEditor(panel, key, one)) : null,
    definition(panel, key, one),
    group("", widths(panel, at),
      check(t("required"), one.required, turn("required"), { disabled: !one.writable || (!one.made && app.catalogue.base.get(key)?.required), help: !one.made && app.catalogue.base.get(key)?.required ? t("required_by_module") : "" }),
      one.made && one.writable && !["boolean", "long_text", "rich_text", "multi_choice", "address", "file", "image"].includes(one.type) ? check(t("unique"), one.unique, turn("unique")) : null),
    folded(t("texts"), panel.folds.has(t("texts")), words(t("help"), one.help, put("help"), { lines: 2 }), words(t("placeholder"), at.node.placeholder, panel.edit(at, "placeholder"))),
    folded(t("values"), panel.folds.has(t("values")), initial(panel, key, one), limits(panel, key, one), flags(panel, key, one)),
    folded(t("only_here"), panel.folds.has(t("only_here")), words(t("label_here"), at.node.label, panel.edit(at, "label"), { hint: one.label }), words(t("help_here"), at.node.help, panel.edit(at, "help"), { lines: 2, hint: one.help ?? {} }), widget(panel, at, one)),
    group("", foot(panel, key, one)),
  ].filter(Boolean);
}

function kind(panel, key, one) {
  const { catalogue } = panel.app;
  if (!one.made || one.kind || catalogue.types.get(one.type)?.follows) return h("p", { class: "pp-type" }, t("type"), ": ", h("b", {}, catalogue.type(one)));
  const options = catalogue.source.types.filter((type) => !type.follows).map((type) => [type.key, type.label]);
  return choose(t("type"), one.type, options, (value) => panel.turn(setField(panel.app, key, "type", value)), { help: one.fresh ? "" : t("convert_help") });
}

function target(panel, key, one) {
  if (!["relation", "relations"].includes(one.type)) return null;
  const options = [["", t("choose_object")], ...panel.app.catalogue.source.objects.map((each) => [each.key, each.label])];
  const set = (name) => (value) => panel.turn(setField(panel.app, key, name, value));
  const ends = [["protect", t("on_delete_protect")], ["set_null", t("on_delete_set_null")], ["cascade", t("on_delete_cascade")]];
  return [choose(t("links_to"), one.target, options, set("target"), { disabled: !one.fresh }),
    one.made && one.type === "relation" ? choose(t("on_delete"), one.on_delete ?? "protect", ends, set("on_delete")) : null];
}

function widths(panel, at) {
  const most = at.part.columns;
  const options = [[0, t("auto")], ...[1, 2, 3, 4].filter((one) => one <= most).map((one) => [one, one === most ? t("whole") : String(one)])];
  return segments(t("width"), at.node.span ?? 0, options, (value) => panel.set((doc) => {
    const { node } = find(doc.body, idOf(at.node));
    if (Number(value)) node.span = Number(value);
    else delete node.span;
  }));
}

function initial(panel, key, one) {
  if (!one.writable || one.type === "relation" || ["file", "image", "address", "multi_choice", "user", "team"].includes(one.type)) return null;
  const set = (value) => panel.set(setField(panel.app, key, "default", value === "" ? (one.fresh ? undefined : null) : value), `${key}.default`);
  if (one.type === "boolean") return choose(t("default"), one.default === true ? "true" : "", [["", t("no")], ["true", t("yes")]], (value) => set(value === "true"));
  if (one.type === "choice") return choose(t("default"), one.default ?? "", [["", t("none")], ...(one.choices ?? []).map((each) => [each.key, say(each.label)])], set);
  const help = one.type === "date" ? t("default_date") : "";
  return text(t("default"), one.default, set, { help });
}

function limits(panel, key, one) {
  if (!one.made) return null;
  const put = (name, number) => (value) => panel.set(setField(panel.app, key, name, value === "" ? undefined : (number ? Number(value) : value)), `${key}.${name}`);
  if (NUMBERS.includes(one.type)) return h("div", { class: "pp-pair" }, text(t("minimum"), one.minimum, put("minimum"), { inputmode: "decimal" }), text(t("maximum"), one.maximum, put("maximum"), { inputmode: "decimal" }));
  if (LENGTHS.includes(one.type)) return text(t("max_length"), one.max_length, put("max_length", true), { kind: "number", min: 1 });
  return null;
}

function flags(panel, key, one) {
  if (!one.made) return null;
  const turn = (name) => (value) => panel.set(setField(panel.app, key, name, value));
  return [check(t("searchable"), one.searchable, turn("searchable")), check(t("sensitive"), one.sensitive, turn("sensitive"), { help: t("sensitive_help") })];
}

function widget(panel, at, one) {
  const names = panel.app.catalogue.source.widgets[one.type];
  if (!names) return null;
  return choose(t("shown_as"), at.node.widget, [["", t("usual")], ...names.map((name) => [name, t(`widget_${name}`)])], panel.edit(at, "widget", false));
}

function foot(panel, key, one) {
  const { app, doc } = panel;
  const changed = doc.changed[key] && !doc.added[key];
  return h("div", { class: "pp-foot" },
    changed ? button("", "undo-2", () => panel.turn((next) => { delete next.changed[key]; }), { text: t("as_before") }) : null,
    one.made && !one.fresh ? button("", "trash-2", () => app.trashField(key), { text: t("trash_field") }) : null,
    h("span", { class: "pp-key" }, one.fresh ? t("key_later") : key));
}
