import { openPalette } from "./palette.js";

// Keys of the whole page; never while something is typed.
const typing = (node) => node?.closest?.("input, textarea, select, [contenteditable], dialog[open], [popover]:popover-open");

document.addEventListener("keydown", (event) => {
  const find = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
  if (find || (event.key === "/" && !typing(event.target))) {
    event.preventDefault();
    openPalette();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "?") {
    document.querySelector("[data-open=shortcuts]")?.click();
    return;
  }
  if (event.key === "u") {
    [...document.querySelectorAll("[data-undo-last]")].filter((one) => one.offsetParent).at(-1)?.click();
    return;
  }
  const target = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (target) {
    event.preventDefault();
    target.click();
  }
});
