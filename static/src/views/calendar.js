// A month, a week or a list of events; the table on the page is the other way to see the same.
import { Calendar } from "fullcalendar";
import dayGrid from "fullcalendar/daygrid";
import list from "fullcalendar/list";
import chinese from "fullcalendar/locales/zh-cn";
import classic from "fullcalendar/themes/classic";
import "fullcalendar/skeleton.css";
import "fullcalendar/themes/classic/theme.css";
import "fullcalendar/themes/classic/palette.css";
import "../css/calendar.css";

async function events(box, info) {
  const url = new URL(box.dataset.events, location.href);
  url.searchParams.set("from", info.startStr.slice(0, 10));
  url.searchParams.set("to", info.endStr.slice(0, 10));
  const answer = await fetch(url, { headers: { "HX-Request": "true" } });
  return answer.ok ? answer.json() : [];
}

function draw(box) {
  const place = box.querySelector("[data-drawing]");
  if (box.drawn || !place || box.closest("[inert]")) return;
  box.drawn = true;
  place.hidden = false;
  const table = box.querySelector("[data-table-part]");
  const calendar = new Calendar(place, {
    plugins: [dayGrid, list, classic],
    locales: [chinese],
    locale: document.documentElement.lang.startsWith("zh") ? "zh-cn" : "en-gb",
    initialView: innerWidth < 640 ? "listMonth" : "dayGridMonth",
    initialDate: box.dataset.first.slice(0, 7) === new Date().toISOString().slice(0, 7) ? undefined : box.dataset.first,
    headerToolbar: { start: "prev,today,next", center: "title", end: "dayGridMonth,dayGridWeek,listMonth,table" },
    customButtons: { table: { text: box.dataset.table, click: () => show(true) } },
    height: "auto",
    dayMaxEvents: 4,
    firstDay: 1,
    events: (info) => events(box, info),
  });
  const back = document.createElement("button");
  back.type = "button";
  back.className = "btn";
  back.dataset.variant = "outline";
  back.textContent = box.dataset.drawn;
  back.addEventListener("click", () => show(false));
  table.querySelector("header").append(back);
  function show(asTable) {
    place.hidden = asTable;
    table.hidden = !asTable;
    if (asTable) back.focus();
    else calendar.updateSize?.();
  }
  calendar.render();
  show(false);
}

const all = () => document.querySelectorAll("[data-calendar]").forEach(draw);
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all);
else all();
document.addEventListener("htmx:after:swap", all);
