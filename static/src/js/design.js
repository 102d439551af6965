// Lists whose order can be changed: dragged by the grip, or moved with Alt and the arrows while the grip has the focus.
// The new order is posted to the address in data-sort.
const boxes = new WeakSet();

async function sortable(box) {
  if (boxes.has(box)) return;
  boxes.add(box);
  const { default: Sortable } = await import("sortablejs");
  Sortable.create(box, { handle: "[data-grip]", animation: 120, onEnd: () => send(box) });
}

function send(box) {
  const order = [...box.children].map((item) => item.dataset.field).filter(Boolean);
  window.htmx.ajax("POST", box.dataset.sort, {
    target: "#design",
    swap: "outerMorph",
    values: { op: "reorder", sequence: order.join(",") },
  });
}

document.addEventListener("keydown", (event) => {
  const step = event.altKey && { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const grip = event.target.closest?.("[data-grip]");
  const box = grip?.closest("[data-sort]");
  if (!step || !box) return;
  event.preventDefault();
  const item = grip.closest("li");
  const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (step < 0) other.before(item);
  else other.after(item);
  grip.focus();
  send(box);
});

// a row of a list of choices goes
document.addEventListener("click", (event) => {
  event.target.closest("[data-drop-row]")?.closest("li")?.remove();
});

// what only matters for some choices of a select: data-shows names it, data-when="name=a,b" shows it
function showWhen(scope) {
  for (const node of scope.querySelectorAll("[data-when]")) {
    const [name, keys] = node.dataset.when.split("=");
    const select = (node.closest(".new-field, form") ?? document).querySelector(`[data-shows="${name}"]`);
    node.hidden = !keys.split(",").includes(select?.value);
  }
}

const ready = () => {
  document.querySelectorAll("[data-sort]").forEach(sortable);
  showWhen(document);
};

document.addEventListener("change", (event) => {
  if (event.target.closest("[data-shows]")) showWhen(document);
});
document.addEventListener("DOMContentLoaded", ready);
document.addEventListener("htmx:after:swap", ready);
