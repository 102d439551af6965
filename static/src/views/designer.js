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

// The edges of the preview's headings: drawn with the mouse, or moved with the arrows; the widths are the form's own.
const STEP = 10;
const LEAST = 40;
const MOST = 900;
let edge = "";

const widthOf = (path) => document.querySelector(`#view-form [name="width.${CSS.escape(path)}"]`);

function resize(th, input, width, told = true) {
  const kept = Math.min(MOST, Math.max(LEAST, Math.round(width / STEP) * STEP));
  input.value = kept;
  th.style.width = `${kept}px`;
  th.style.minWidth = `${kept}px`;
  th.querySelector(".th-edge").setAttribute("aria-valuenow", kept);
  if (told) changed(input);
}

function draw(th, input, at, event) {
  event.preventDefault();
  const from = event.clientX;
  const width = th.getBoundingClientRect().width;
  at.setPointerCapture(event.pointerId);
  at.toggleAttribute("data-held", true);
  const move = (next) => resize(th, input, width + next.clientX - from, false);
  at.addEventListener("pointermove", move);
  const end = () => {
    at.removeEventListener("pointermove", move);
    at.toggleAttribute("data-held", false);
    changed(input);
  };
  at.addEventListener("lostpointercapture", end, { once: true });
}

function typed(th, input, event) {
  const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
  if (by) {
    event.preventDefault();
    edge = th.dataset.path;
    resize(th, input, (Number(input.value) || th.getBoundingClientRect().width) + (event.shiftKey ? 5 * by : by));
  } else if (event.key === "Delete" || event.key === "Backspace") {
    event.preventDefault();
    edge = th.dataset.path;
    input.value = "";
    changed(input);
  }
}

function edges() {
  const preview = document.getElementById("view-preview");
  const heads = preview ? [...preview.querySelectorAll(".view-table th[data-path]")] : [];
  if (!preview) return;
  // what is only to be looked at stays out of reach; the edges do not
  preview.inert = heads.length === 0;
  for (const rest of preview.querySelectorAll("tbody, tfoot, .pager, th > a")) rest.inert = heads.length > 0;
  preview.querySelector(".grid-scroll")?.removeAttribute("tabindex");
  for (const th of heads) {
    const input = widthOf(th.dataset.path);
    if (!input || th.querySelector(".th-edge")) continue;
    const now = Math.round(th.getBoundingClientRect().width);
    const at = Object.assign(document.createElement("span"), { className: "th-edge", tabIndex: 0, title: preview.parentElement.dataset.width });
    const words = { role: "separator", "aria-orientation": "vertical", "aria-label": input.getAttribute("aria-label"), "aria-valuemin": LEAST, "aria-valuemax": MOST, "aria-valuenow": Math.min(MOST, Math.max(LEAST, now)) };
    for (const [name, text] of Object.entries(words)) at.setAttribute(name, text);
    at.addEventListener("pointerdown", (event) => draw(th, input, at, event));
    at.addEventListener("keydown", (event) => typed(th, input, event));
    th.append(at);
    if (edge === th.dataset.path) at.focus({ preventScroll: true });
  }
  edge = "";
}

function show() {
  const form = document.getElementById("view-form");
  if (!form) return;
  const shared = form.querySelector("[name=shared]:checked")?.value;
  for (const part of form.querySelectorAll(".vd-when")) part.hidden = part.dataset.when !== shared;
  document.getElementById("modal").classList.add("dlg-view");
  form.querySelectorAll("[data-sortable]").forEach(sortable);
  edges();
}

document.addEventListener("change", (event) => { if (event.target.closest?.(".vd")) show(); });
document.addEventListener("htmx:after:swap", show);
document.addEventListener("close", (event) => event.target.classList?.remove("dlg-view"), true);
show();
