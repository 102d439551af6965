// Keys of the designer, bound on the document: a redraw may drop the focus to the body and must not drop the keys.
import { find, idOf } from "./doc.js";
import { h } from "./dom.js";
import { t } from "./words.js";

const typing = (node) => node?.closest?.("input, textarea, select, [contenteditable]") && !node.closest("[type=radio], [type=checkbox]");
const STEPS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };

export const SHEET = [
  ["Ctrl Z", "undo"], ["Ctrl Shift Z", "redo"], ["Ctrl S", "save_now"], ["Enter", "sheet_add"], ["F2", "rename"], ["Alt ↑ ↓", "sheet_move"],
  ["Alt ← →", "sheet_tab"], ["↑ ↓ ← →", "sheet_walk"], ["Shift / Ctrl", "sheet_many"], ["Ctrl A", "select_all"], ["Ctrl D", "copy"], ["Del", "remove"],
  ["Esc", "sheet_escape"], ["/", "find_element"], ["P", "preview"], ["O", "outline"], ["?", "shortcuts"],
];

export function bindKeys(app) {
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    const combined = event.ctrlKey || event.metaKey;
    if (combined && event.key.toLowerCase() === "s") return act(event, () => app.saving.now());
    if (typing(event.target)) return undefined;
    if (combined) return withControl(app, event);
    if (event.altKey) return STEPS[event.key] && app.store.primary ? act(event, () => app.step(STEPS[event.key])) : undefined;
    return plain(app, event);
  });
}

function act(event, run) {
  event.preventDefault();
  run();
}

function withControl(app, event) {
  const key = event.key.toLowerCase();
  if (key === "z") return act(event, () => app.travel(event.shiftKey ? "redo" : "undo"));
  if (key === "y") return act(event, () => app.travel("redo"));
  if (key === "d" && app.store.primary) return act(event, () => app.copy());
  if (key === "a" && event.target.closest(".cv, .out")) return act(event, () => app.selectAll());
  return undefined;
}

function plain(app, event) {
  const { key, target } = event;
  const inside = target.closest(".cv, .out");
  if ((key === "Delete" || key === "Backspace") && app.store.selection.length && (inside || target === document.body)) return act(event, () => app.removeSelected());
  if (key === "Escape") return act(event, () => app.escape());
  if ((key === "F2" || (key === "Enter" && inside)) && app.store.primary) return act(event, () => app.enter(key));
  if (key in STEPS && target.closest(".cv")) return walk(app, event);
  if (key === " " && target.closest(".cv [role=option]")) return act(event, () => app.pick(target.dataset.id, { more: event.ctrlKey, range: event.shiftKey }));
  const named = { "?": () => app.sheet(), "/": () => app.openPalette(), p: () => app.preview.toggle(), o: () => app.show("outline") }[key];
  return named && !target.closest(".out") ? act(event, named) : undefined;
}

// arrows walk from one thing of the open tab to the next, and between tabs on the tab bar
function walk(app, event) {
  const back = event.key === "ArrowUp" || event.key === "ArrowLeft";
  if (event.target.getAttribute("role") === "tab") {
    const { tabs } = app.store.doc.body;
    const next = tabs[tabs.indexOf(app.canvas.tab) + (back ? -1 : 1)];
    if (next && (event.key === "ArrowLeft" || event.key === "ArrowRight")) act(event, () => app.pick(next.id));
    else if (event.key === "ArrowDown") act(event, () => goTo(app, order(app)[0]));
    return;
  }
  const ids = order(app);
  const here = ids.indexOf(app.store.primary);
  const to = ids[Math.max(0, Math.min(here + (back ? -1 : 1), ids.length - 1))];
  act(event, () => goTo(app, to, event.shiftKey));
}

function goTo(app, id, range = false) {
  if (id) app.pick(id, { range });
}

export function order(app) {
  return app.canvas.tab.parts.flatMap((part) => [part.id, ...(part.items?.map(idOf) ?? part.columns.map((key) => `${part.id}|${key}`))]);
}

// from the first chosen to this one, as the form reads
export function rangeTo(app, id) {
  const ids = order(app);
  const [first] = app.store.selection;
  const [from, to] = [ids.indexOf(first), ids.indexOf(id)].toSorted((one, other) => one - other);
  if (from < 0) return [id];
  const { body } = app.store.doc;
  const same = ids.slice(from, to + 1).filter((one) => find(body, one)?.kind !== "section" || one === id);
  return [first, ...same.filter((one) => one !== first && one !== id), ...(id === first ? [] : [id])];
}

export function sheet() {
  return h("table", { class: "keys-sheet" }, h("tbody", {}, SHEET.map(([keys, name]) => h("tr", {},
    h("th", { scope: "row" }, keys.split(" ").map((one) => h("kbd", { class: "key" }, one))), h("td", {}, t(name))))));
}
