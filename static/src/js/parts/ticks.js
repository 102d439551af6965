// Choosing rows: boxes with Shift for a range, X on a row, Ctrl+A for the page, Escape for none; the bar tells how many.
const boxes = () => [...document.querySelectorAll("#list input[name=ids]")];
const bar = () => document.getElementById("bulk");
let last = null;

function everything(on) {
  const own = bar();
  if (!own) return;
  own.elements.namedItem("all").value = on ? "1" : "";
}

function tell() {
  const own = bar();
  if (!own) return;
  const all = boxes();
  const chosen = all.filter((box) => box.checked);
  for (const box of all) box.closest("tr")?.toggleAttribute("data-chosen", box.checked);
  const whole = own.elements.namedItem("all").value === "1";
  own.hidden = !chosen.length;
  own.querySelector("output").value = whole ? own.dataset.allWords : own.dataset.words.replace("{n}", chosen.length);
  const more = own.querySelector("[data-tick-everything]");
  if (more) more.hidden = whole || chosen.length < all.length;
  const head = document.querySelector("[data-tick-all]");
  if (head) {
    head.checked = all.length > 0 && chosen.length === all.length;
    head.indeterminate = chosen.length > 0 && !head.checked;
  }
}

function choose(wanted, on) {
  for (const box of wanted) box.checked = on;
  everything(false);
  tell();
}

function range(box) {
  const all = boxes();
  const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
  return from < 0 ? [box] : all.slice(from, to + 1);
}

document.addEventListener("click", (event) => {
  const { target } = event;
  if (target.matches?.("#list input[name=ids]")) {
    choose(event.shiftKey && last ? range(target) : [target], target.checked);
    last = target;
  } else if (target.matches?.("[data-tick-all]")) choose(boxes(), target.checked);
  else if (target.closest?.("[data-tick-none]")) choose(boxes(), false);
  else if (target.closest?.("[data-tick-everything]")) {
    everything(true);
    tell();
    bar().querySelector("output").focus?.();
  }
});

const writing = (node) => node.closest?.("input:not([type=checkbox]), textarea, select, dialog[open], [popover]:popover-open");

document.addEventListener("keydown", (event) => {
  if (!bar() || writing(event.target) || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  const row = event.target.closest?.("table[data-rows] tbody tr")?.querySelector("input[name=ids]");
  if ((event.ctrlKey || event.metaKey) && key === "a") choose(boxes(), true);
  else if (event.ctrlKey || event.metaKey || event.altKey) return;
  else if (key === "x" && row) {
    choose(event.shiftKey && last ? range(row) : [row], !row.checked);
    last = row;
  } else if (key === "escape" && !bar().hidden) choose(boxes(), false);
  else if (key === "e" && !bar().hidden) bar().querySelector("[data-bulk-key=e]")?.click();
  else return;
  event.preventDefault();
});

// a renewed list keeps nothing chosen
document.addEventListener("htmx:after:swap", (event) => {
  if (!document.getElementById("list") || !bar()) return;
  const inList = event.detail.ctx.target?.id === "list" || event.detail.ctx.target?.closest?.("#list");
  if (inList) {
    last = null;
    choose(boxes(), false);
  } else tell();
});

document.addEventListener("pageshow", tell);

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-remove]");
  const row = button?.closest(button.dataset.remove);
  if (row) row.remove();
});
