// Inputs of the property panel: each with its label, each saying what it became.
import { h, icon } from "./dom.js";
import { LANGUAGES, spoken } from "./words.js";

let count = 0;
const fresh = () => `in-${(count += 1)}`;

function framed(label, control, { help = "", id } = {}) {
  return h("div", { class: "pp-fld" }, h("label", { for: id }, label), control, help ? h("p", { class: "help" }, help) : null);
}

export function text(label, value, set, { lines = 0, kind = "text", name = label, help = "", list = "", ...more } = {}) {
  const id = fresh();
  const control = h(lines ? "textarea" : "input", {
    id, class: "inp", ...(lines ? { rows: lines } : { type: kind }), autocomplete: "off", data: { name },
    ...(list ? { list } : {}), on: { input: (event) => set(event.target.value) }, ...more,
  });
  control.value = value ?? "";
  return framed(label, control, { help, id });
}

// one input per language; the reader's own first
export function words(label, value, set, { lines = 0, name = label, hint = {} } = {}) {
  let held = { ...value };
  const order = spoken() === "en" ? LANGUAGES : LANGUAGES.toReversed();
  const box = h("div", { class: "pp-words", role: "group", "aria-label": label });
  for (const [code, title] of order) {
    const control = h(lines ? "textarea" : "input", {
      class: "inp", ...(lines ? { rows: lines } : { type: "text" }), lang: code, "aria-label": `${label} (${title})`, autocomplete: "off",
      placeholder: hint[code] ?? "", data: { name: `${name}-${code}` },
      on: { input: (event) => { held = clean({ ...held, [code]: event.target.value }); set(held); } },
    });
    control.value = value?.[code] ?? "";
    box.append(h("span", { class: "pp-lang", "aria-hidden": "true" }, code === "en" ? "EN" : "中"), control);
  }
  return h("div", { class: "pp-fld" }, h("span", { class: "lbl" }, label), box);
}

const clean = (label) => Object.fromEntries(Object.entries(label).filter(([, words_]) => words_ !== undefined && words_ !== ""));

export function check(label, value, set, { name = label, help = "", disabled = false } = {}) {
  const id = fresh();
  const control = h("input", { id, type: "checkbox", class: "check", checked: Boolean(value), disabled, data: { name }, on: { change: (event) => set(event.target.checked) } });
  return h("div", { class: "pp-fld pp-check" }, control, h("label", { for: id }, label), help ? h("p", { class: "help" }, help) : null);
}

export function choose(label, value, options, set, { name = label, help = "", bare = false, disabled = false } = {}) {
  const id = fresh();
  const control = h("select", { id, class: "inp", disabled, data: { name }, ...(bare ? { "aria-label": label } : {}), on: { change: (event) => set(event.target.value) } },
    options.map(([key, title]) => h("option", { value: key, selected: key === (value ?? "") }, title)));
  return bare ? control : framed(label, control, { help, id });
}

// a few buttons of which one is on
export function segments(label, value, options, set) {
  const name = fresh();
  return h("fieldset", { class: "pp-fld pp-seg" }, h("legend", {}, label), h("div", {}, options.map(([key, title]) => h("label", {},
    h("input", { type: "radio", name, value: key, checked: String(key) === String(value), data: { name: `${label}-${key}` }, on: { change: () => set(key) } }), h("span", {}, title)))));
}

// several of a few
export function several(label, values, options, set) {
  const held = new Set(values);
  return h("fieldset", { class: "pp-fld" }, h("legend", { class: "lbl" }, label), h("div", { class: "pp-many" }, options.map(([key, title]) => h("label", {},
    h("input", { type: "checkbox", class: "check", checked: held.has(key), data: { name: `${label}-${key}` }, on: { change: (event) => { if (event.target.checked) held.add(key); else held.delete(key); set([...held]); } } }), h("span", {}, title)))));
}

export function group(title, ...children) {
  const shown = children.flat().filter(Boolean);
  return shown.length ? h("section", { class: "pp-group" }, title ? h("h3", {}, title) : null, shown) : null;
}

export function folded(title, open, ...children) {
  return h("details", { class: "pp-group pp-more", open, data: { fold: title } }, h("summary", {}, icon("chevron-right"), title), children.flat().filter(Boolean));
}
