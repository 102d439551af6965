// Favourites by the star, and the neighbours of a record in the list it was opened from.
import htmx from "htmx.org";

const here = () => location.pathname + location.search;
const star = () => document.querySelector("[data-star]");

function told() {
  const own = star();
  if (!own) return;
  const kept = [...document.querySelectorAll("#favourites a")].some((link) => link.getAttribute("href") === here());
  own.setAttribute("aria-pressed", String(kept));
}

function nameOfList() {
  const shown = document.querySelector(".presets [aria-current]");
  const heading = document.querySelector(".top h1")?.textContent ?? "";
  return location.search && shown ? `${heading} · ${shown.textContent.trim()}` : heading;
}

document.addEventListener("click", (event) => {
  const own = event.target.closest?.("[data-star]");
  if (!own) return;
  const values = JSON.parse(own.dataset.star);
  if (!values.record) Object.assign(values, { query: location.search.slice(1), label: nameOfList() });
  values.keep = own.getAttribute("aria-pressed") === "true" ? "" : "1";
  values.here = here();
  htmx.ajax("POST", "/favourites", { source: own, target: "#favourites", swap: "outerHTML", values });
});

document.addEventListener("htmx:after:swap", told);
document.addEventListener("DOMContentLoaded", told);

// the order of a list is kept for the pages of its records
const place = (key) => `list:${key}`;

function keep() {
  const list = document.getElementById("list");
  const links = [...document.querySelectorAll("#list table[data-rows] td.t a")];
  const key = list && location.pathname.split("/")[2];
  if (!key || !links.length) return;
  const rows = links.map((link) => link.getAttribute("href"));
  sessionStorage.setItem(place(key), JSON.stringify({ rows, list: here() }));
}

function neighbours() {
  const box = document.querySelector("[data-neighbours]");
  if (!box) return;
  const held = JSON.parse(sessionStorage.getItem(place(box.dataset.neighbours)) ?? "null");
  const at = held ? held.rows.indexOf(location.pathname) : -1;
  box.hidden = at < 0;
  if (at < 0) return;
  box.querySelector("output").value = `${at + 1} / ${held.rows.length}`;
  for (const [name, step] of [["previous", -1], ["next", 1]]) {
    const link = box.querySelector(`[data-${name}]`);
    const to = held.rows[at + step];
    if (to) link.setAttribute("href", to);
    else link.removeAttribute("href");
    link.setAttribute("aria-disabled", String(!to));
  }
  const back = document.querySelector(".crumbs a");
  if (back && held.list) back.setAttribute("href", held.list);
}

document.addEventListener("DOMContentLoaded", () => { keep(); neighbours(); });
document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail.ctx.target?.id === "list" || document.getElementById("list")) keep();
  neighbours();
});
