// Where the value of a field comes from when nobody enters it: a formula, a roll-up, another record.
import { h } from "./dom.js";
import { choose, group, text } from "./inputs.js";
import { setField } from "./panel_field.js";
import { t } from "./words.js";

const FIGURES = ["sum", "count", "min", "max", "avg"];
const RESULTS = ["text", "integer", "decimal", "money", "percent", "date", "boolean"];

export function definition(panel, key, one) {
  const kind = one.kind || one.settings?.kind || (panel.app.catalogue.types.get(one.type)?.follows ? one.type : "");
  if (!kind || kind === "computed" || kind === "relations") return null;
  const held = { kind, ...one.settings };
  const put = (more, merge = "") => panel.set(setField(panel.app, key, "settings", { ...held, ...more }), merge && `${key}.${merge}`);
  const turn = (more) => { put(more); panel.draw(); };
  if (!one.made) return null;
  if (kind === "formula") return formula(panel, held, put);
  if (kind === "rollup") return rollup(panel, held, turn);
  return path(panel, held, turn);
}

function formula(panel, held, put) {
  const { catalogue, store } = panel.app;
  const types = RESULTS.map((type) => [type, catalogue.types.get(type)?.label ?? type]);
  const box = text(t("formula"), held.formula, (value) => { held.formula = value; put({ formula: value }, "formula"); }, { lines: 4, spellcheck: "false", help: t("formula_help") });
  const area = box.querySelector("textarea");
  area.classList.add("code");
  const fields = [...Object.keys(store.doc.added), ...catalogue.base.keys()].filter((key) => !catalogue.field(store.doc, key).hidden);
  const insert = choose(t("insert_field"), "", [["", t("insert_field")], ...fields.map((key) => [key, catalogue.label(store.doc, key)])], (key) => {
    area.setRangeText(`[${key}]`, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input"));
    area.focus();
  }, { bare: true, name: "insert-field" });
  return group(t("formula"), box, insert, choose(t("result"), held.result ?? "text", types, (result) => { held.result = result; put({ result }); }));
}

function rollup(panel, held, turn) {
  const { source } = panel.app.catalogue;
  const over = source.overs.map((one) => [one.name, one.label]);
  const known = source.overs.find((one) => one.name === held.over)?.fields ?? [];
  const fields = known.filter((one) => one.figures.includes(held.figure ?? "sum"));
  const typed = (name) => known.find((one) => one.key === name)?.type ?? "decimal";
  const result = (figure, name) => (figure === "count" ? "integer" : typed(name));
  return group(t("rollup"),
    choose(t("rollup_over"), held.over, [["", t("choose")], ...over], (name) => turn({ over: name, field: "" })),
    choose(t("figure"), held.figure ?? "sum", FIGURES.map((figure) => [figure, t(`figure_${figure}`)]), (figure) => {
      const field = known.find((one) => one.key === held.field)?.figures.includes(figure) ? held.field : "";
      turn({ figure, field, result: result(figure, field) });
    }),
    (held.figure ?? "sum") === "count" ? null : choose(t("rollup_field"), held.field, [["", t("choose")], ...fields.map((one) => [one.key, one.label])], (name) => turn({ figure: held.figure ?? "sum", field: name, result: result(held.figure ?? "sum", name) })));
}

function path(panel, held, turn) {
  const { source } = panel.app.catalogue;
  const links = source.fields.filter((one) => one.target && !one.hidden && source.targets[one.target]);
  const [link = "", name = ""] = (held.path ?? "").split(".");
  const target = links.find((one) => one.key === link)?.target;
  const fields = source.targets[target] ?? [];
  return group(t(held.kind), h("p", { class: "help" }, t(`${held.kind}_help`)),
    choose(t("from_link"), link, [["", t("choose")], ...links.map((one) => [one.key, panel.app.catalogue.label(panel.app.store.doc, one.key)])], (key) => turn({ path: key ? `${key}.` : "" })),
    choose(t("from_field"), name, [["", t("choose")], ...fields.map((one) => [one.key, one.label])], (key) => turn({ path: `${link}.${key}`, result: fields.find((one) => one.key === key)?.type ?? "text" })));
}
