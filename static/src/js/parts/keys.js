// Keys of the whole page; never while something is typed.
const typing = (node) => node?.closest?.("input, textarea, select, [contenteditable], dialog[open], [popover]:popover-open");

document.addEventListener("keydown", (event) => {
  const find = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
  if (find || (event.key === "/" && !typing(event.target))) {
    const button = document.querySelector("[data-open=find]");
    if (button && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      button.click();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (target) {
    event.preventDefault();
    target.click();
  }
});
