// The choices of a field: added, named in both languages, toned, moved, taken out.
import { button, h, icon } from "./dom.js";
import { choose } from "./inputs.js";
import { setField } from "./panel_field.js";
import { say, spoken, t } from "./words.js";

const TONES = ["", "neutral", "active", "waiting", "good", "bad"];

function keyFor(label, taken) {
  const plain = (label.en ?? "").toLowerCase().replace(/[^a-z0-9]+/gu, "_").replace(/^_+|_+$/gu, "").slice(0, 40);
  const base = /^[a-z]/u.test(plain) ? plain : `choice_${plain}`.replace(/_$/u, "");
  let key = base;
  for (let count = 2; taken.includes(key); count += 1) key = `${base}_${count}`;
  return key;
}

export function choicesEditor(panel, key, one) {
  const held = () => structuredClone(panel.app.catalogue.field(panel.app.store.doc, key).choices ?? []);
  const write = (choices, merge = "") => panel.set(setField(panel.app, key, "choices", choices), merge);
  const redo = (change) => { const choices = held(); change(choices); write(choices); panel.draw(); };
  const rows = (one.choices ?? []).map((choice, place) => row(panel, key, choice, place, { held, write, redo, last: place === one.choices.length - 1 }));
  const add = () => {
    redo((choices) => choices.push({ key: keyFor({ en: t("choice_name", { number: choices.length + 1 }) }, choices.map((each) => each.key)), label: { [spoken()]: t("choice_name", { number: choices.length + 1 }) }, tone: "", fresh: true }));
    panel.root.querySelector(".ch-list li:last-child input")?.select();
  };
  return [h("ul", { class: "ch-list" }, rows), h("button", { type: "button", class: "btn", "data-variant": "outline", data: { name: "add-choice" }, on: { click: add } }, icon("plus"), t("add_choice"))];
}

function row(panel, key, choice, place, { held, write, redo, last }) {
  const name = (code) => h("input", {
    class: "inp", type: "text", lang: code, value: choice.label[code] ?? "", "aria-label": `${say(choice.label)} (${code === "en" ? "English" : "中文"})`, placeholder: code === "en" ? "English" : "中文",
    data: { name: `choice-${place}-${code}` }, on: { input: (event) => renamed(event.target.value, code) },
  });
  const renamed = (text, code) => {
    const choices = held();
    const one = choices[place];
    one.label = { ...one.label, [code]: text };
    if (!text) delete one.label[code];
    if (one.fresh && code === "en" && text) one.key = keyFor(one.label, choices.filter((each) => each !== one).map((each) => each.key));
    write(choices, `${key}.choice.${place}.${code}`);
  };
  const swap = (by) => redo((choices) => choices.splice(place + by, 0, ...choices.splice(place, 1)));
  return h("li", {}, h("div", { class: "ch-names" }, name("en"), name("zh-hans")),
    h("div", { class: "ch-tools" },
      choose(t("tone"), choice.tone ?? "", TONES.map((tone) => [tone, t(`tone_${tone || "none"}`)]), (tone) => redo((choices) => { choices[place].tone = tone; }), { bare: true, name: `choice-${place}-tone` }),
      button(t("move_up"), "arrow-up", () => swap(-1), { disabled: place === 0, data: { name: `choice-${place}-up` } }),
      button(t("move_down"), "arrow-down", () => swap(1), { disabled: last, data: { name: `choice-${place}-down` } }),
      button(t("remove"), "x", () => redo((choices) => choices.splice(place, 1)))));
}
