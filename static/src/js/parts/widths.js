// The edge of a heading is drawn to make its column wider or narrower; a double click makes it as wide as needed.
// Without a mouse the dialog of columns does the same.
const LEAST = 40;
const MOST = 900;
const STEP = 10;

const table = (node) => node?.closest?.("table[data-widths]");
const atEdge = (th, event) => th.dataset.path && th.getBoundingClientRect().right - event.clientX < 7;

function wide(th, width) {
  for (const name of ["width", "minWidth", "maxWidth"]) th.style[name] = width ? `${width}px` : "";
}

function keep(th) {
  const body = new FormData();
  body.set("path", th.dataset.path);
  body.set("width", th.style.width ? parseInt(th.style.width, 10) : "");
  const headers = JSON.parse(document.body.getAttribute("hx-headers:inherited"));
  fetch(table(th).dataset.widths, { method: "POST", body, headers: { ...headers, "HX-Request": "true" } })
    .then((answer) => { if (!answer.ok) throw new Error(String(answer.status)); })
    .catch(() => document.dispatchEvent(new Event("htmx:error")));
}

document.addEventListener("pointermove", (event) => {
  const th = event.target.closest?.("table[data-widths] th");
  if (th) th.toggleAttribute("data-edge", atEdge(th, event));
});

document.addEventListener("pointerdown", (event) => {
  const th = event.target.closest?.("table[data-widths] th");
  if (!th || event.button !== 0 || !atEdge(th, event)) return;
  event.preventDefault();
  const from = event.clientX;
  const before = th.getBoundingClientRect().width;
  let moved = false;
  const move = (next) => {
    moved = true;
    wide(th, Math.min(MOST, Math.max(LEAST, Math.round((before + next.clientX - from) / STEP) * STEP)));
  };
  const end = () => {
    document.removeEventListener("pointermove", move);
    if (moved) keep(th);
  };
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", end, { once: true });
});

document.addEventListener("dblclick", (event) => {
  const th = event.target.closest?.("table[data-widths] th");
  if (!th || !atEdge(th, event)) return;
  wide(th, 0);
  keep(th);
});

// the link in a heading is not followed where its edge is held
document.addEventListener("click", (event) => {
  const th = event.target.closest?.("table[data-widths] th");
  if (th && atEdge(th, event)) event.preventDefault();
}, true);
