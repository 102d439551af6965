// Rows of a list: a click anywhere opens the record; arrows move, Enter opens.
const link = (row) => row?.querySelector("td.t a, td a");

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.target.closest("a, button, input, label, select")) return;
  const row = event.target.closest("table[data-rows] tbody tr");
  if (!row || !getSelection().isCollapsed) return;
  if (event.ctrlKey || event.metaKey) open(link(row).href, "_blank");
  else link(row)?.click();
});

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
  const inRow = event.target.closest?.("table[data-rows] tbody tr");
  if (!inRow && event.target !== document.body && event.target.id !== "main") return;
  const rows = [...document.querySelectorAll("table[data-rows] tbody tr")];
  const next = inRow ? rows.indexOf(inRow) + step : 0;
  const found = link(rows[Math.max(0, Math.min(next, rows.length - 1))]);
  if (!found) return;
  event.preventDefault();
  found.focus();
});

// the order of chosen columns: buttons move a column up or down
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-move]");
  const item = button?.closest("li");
  if (!item) return;
  const other = button.dataset.move === "up" ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (button.dataset.move === "up") other.before(item);
  else other.after(item);
  button.focus();
});

// a condition of the filter builder goes; its group too when it was the last one
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-drop]");
  if (!button) return;
  const row = document.querySelector(button.dataset.drop);
  const group = row?.closest(".filter-group");
  row?.remove();
  if (group && !group.querySelector(".filter-row")) group.remove();
});

// headings stay in sight while the table fits the window
function fit() {
  for (const box of document.querySelectorAll(".list-page .grid-scroll")) {
    box.toggleAttribute("data-fits", box.firstElementChild.offsetWidth <= box.clientWidth);
  }
}

addEventListener("resize", fit);
document.addEventListener("DOMContentLoaded", fit);
document.addEventListener("htmx:after:swap", fit);
