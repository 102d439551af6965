// Boards: a card goes to another column by the mouse, by Alt and the arrows, or by the menu on it.
// What the server refuses stays where it was; it says why.
import { place } from "../js/parts/place.js";

const boards = new WeakSet();
const columnsOf = (board) => [...board.querySelectorAll(".bcol")];
const nameOf = (card) => card.querySelector("a").textContent.trim();

function say(board, text, words) {
  board.querySelector("[data-live]").textContent = text.replace(/\{(\w+)\}/g, (_all, name) => words[name]);
}

async function move(board, card, column, back) {
  const { card: id, version } = card.dataset;
  const words = { card: nameOf(card), column: column.dataset.name };
  card.setAttribute("aria-busy", "true");
  await window.htmx.ajax("POST", board.dataset.move, {
    target: "#board", swap: "outerMorph", values: { card: id, version, to: column.dataset.column },
  });
  const now = document.getElementById("board");
  const moved = now?.querySelector(`#card-${CSS.escape(id)}`);
  const arrived = moved?.dataset.version !== version;
  if (!arrived) back();
  moved?.removeAttribute("aria-busy");
  moved?.querySelector("a")?.focus({ preventScroll: false });
  if (now) say(now, arrived ? now.dataset.said : now.dataset.stays, words);
  document.querySelectorAll("[data-board]").forEach(ready);
}

// where a card stood, to put it back
function standing(card) {
  const list = card.parentElement;
  const next = card.nextElementSibling;
  return () => (next?.parentElement === list ? next.before(card) : list.append(card));
}

async function ready(board) {
  if (!board.hasAttribute("data-moves") || board.closest("[inert]")) return;
  const { default: Sortable } = await import("sortablejs");
  for (const list of board.querySelectorAll("[data-cards]")) {
    if (boards.has(list)) continue;
    boards.add(list);
    let back = null;
    Sortable.create(list, {
      group: "board", animation: 120, draggable: ".bcard", filter: "button", preventOnFilter: false, sort: false, delay: 150, delayOnTouchOnly: true,
      onStart: ({ item }) => { back = standing(item); },
      onEnd: ({ item, from, to }) => { if (from !== to) move(board, item, to.closest(".bcol"), back); },
    });
  }
}

document.addEventListener("keydown", (event) => {
  const card = event.target.closest?.(".bcard");
  const board = card?.closest("[data-board]");
  if (!board) return;
  const columns = columnsOf(board);
  const here = columns.indexOf(card.closest(".bcol"));
  const side = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const along = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" }[event.key];
  if (!side && !along) return;
  event.preventDefault();
  if (along) {
    card[along]?.querySelector("a, button")?.focus();
  } else if (event.altKey && board.hasAttribute("data-moves")) {
    const to = columns[here + side];
    if (to) move(board, card, to, () => {});
  } else if (!event.altKey) {
    for (let at = here + side; columns[at]; at += side) {
      const found = columns[at].querySelector(".bcard a");
      if (found) return void found.focus();
    }
  }
});

// the menu on a card: the other columns
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-moves]");
  const board = button?.closest("[data-board]");
  if (!board) return;
  document.getElementById("board-menu")?.remove();
  const card = button.closest(".bcard");
  const menu = document.createElement("div");
  menu.id = "board-menu";
  menu.className = "menu";
  menu.popover = "auto";
  menu.setAttribute("role", "menu");
  menu.setAttribute("aria-label", board.dataset.menu);
  for (const column of columnsOf(board)) {
    if (column === card.closest(".bcol")) continue;
    const item = document.createElement("button");
    item.type = "button";
    item.setAttribute("role", "menuitem");
    item.textContent = column.dataset.name;
    item.addEventListener("click", () => { menu.hidePopover(); move(board, card, column, () => {}); });
    menu.append(item);
  }
  menu.addEventListener("keydown", (key) => {
    const items = [...menu.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[key.key];
    if (!step) return;
    key.preventDefault();
    items.at((items.indexOf(document.activeElement) + step) % items.length).focus();
  });
  menu.addEventListener("toggle", (change) => { if (change.newState === "closed") { menu.remove(); button.focus(); } });
  document.body.append(menu);
  menu.showPopover();
  place(menu, button, { end: true });
  menu.firstElementChild?.focus();
});

// an action that asks for something first
document.addEventListener("board:ask", (event) => {
  window.htmx.ajax("GET", event.detail.url, { target: "#modal-body", swap: "innerHTML" });
});

const all = () => document.querySelectorAll("[data-board]").forEach(ready);
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all);
else all();
document.addEventListener("htmx:after:swap", all);
