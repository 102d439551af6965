// Puts a floating panel under (or over) its anchor, inside the window.
export function place(panel, anchor, { end = false, match = false } = {}) {
  const at = anchor.getBoundingClientRect();
  if (match) panel.style.minWidth = `${at.width}px`;
  const { offsetWidth: width, offsetHeight: height } = panel;
  const left = end ? at.right - width : at.left;
  const below = at.bottom + 4 + height <= innerHeight || at.top < height;
  panel.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  panel.style.top = `${below ? at.bottom + 4 : at.top - height - 4}px`;
}
