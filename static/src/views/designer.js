// The view designer: fields in order by the mouse or by Alt and the arrows; what only some readers need is hidden.
const sorted = new WeakSet();

function changed(node) {
  node.closest("form")?.dispatchEvent(new CustomEvent("view:changed", { bubbles: true }));
}

async function sortable(list) {
  if (sorted.has(list)) return;
  sorted.add(list);
  const { default: Sortable } = await import("sortablejs");
  Sortable.create(list, { handle: "[data-grip]", animation: 120, onEnd: () => changed(list) });
}

document.addEventListener("keydown", (event) => {
  const grip = event.target.closest?.(".vd [data-grip]");
  const step = event.altKey && { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!grip || !step) return;
  event.preventDefault();
  const item = grip.closest("li");
  if (step < 0) item.previousElementSibling?.before(item);
  else item.nextElementSibling?.after(item);
  grip.focus();
  changed(grip);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest(".vd [data-move], .vd [data-drop]");
  if (button) setTimeout(() => changed(document.getElementById("filter-rows") ?? button), 0);
});

function show() {
  const form = document.getElementById("view-form");
  if (!form) return;
  const shared = form.querySelector("[name=shared]:checked")?.value;
  for (const part of form.querySelectorAll(".vd-when")) part.hidden = part.dataset.when !== shared;
  document.getElementById("modal").classList.add("dlg-view");
  form.querySelectorAll("[data-sortable]").forEach(sortable);
}

document.addEventListener("change", (event) => { if (event.target.closest(".vd")) show(); });
document.addEventListener("htmx:after:swap", show);
document.addEventListener("close", (event) => event.target.classList?.remove("dlg-view"), true);
show();
