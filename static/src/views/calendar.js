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

const TABLE = "#table";
const tone = (name) => (name && name !== "neutral" ? { color: `var(--${name}-wash)`, contrastColor: `var(--${name})` } : name ? { color: "var(--wash-2)", contrastColor: "var(--ink)" } : {});

async function events(box, info) {
  const url = new URL(box.dataset.events, location.href);
  url.searchParams.set("from", info.startStr.slice(0, 10));
  url.searchParams.set("to", info.endStr.slice(0, 10));
  const answer = await fetch(url, { headers: { "HX-Request": "true" } });
  const found = answer.ok ? await answer.json() : [];
  return found.map((one) => ({ ...one, ...tone(one.tone) }));
}

class Drawn {
  constructor(box) {
    this.box = box;
    this.place = box.querySelector("[data-drawing]");
    this.table = box.querySelector("[data-table-part]");
    this.title = box.querySelector("h2");
    this.month = box.dataset.first.slice(0, 7);
    this.named = this.title.textContent;
    this.ways = box.querySelector("[data-ways]");
    this.calendar = new Calendar(this.place, {
      plugins: [dayGrid, list, classic],
      locales: [chinese],
      locale: document.documentElement.lang.startsWith("zh") ? "zh-cn" : "en-gb",
      initialView: innerWidth < 640 ? "listMonth" : "dayGridMonth",
      initialDate: box.dataset.day,
      headerToolbar: false,
      height: "auto",
      dayMaxEvents: 4,
      firstDay: 1,
      events: (info) => events(box, info),
      datesSet: ({ view }) => { this.say(view.title); },
    });
    this.ways.hidden = false;
    this.ways.addEventListener("click", (event) => this.go(event.target.closest("[data-way]")?.dataset.way));
    box.querySelector("header").addEventListener("click", (event) => this.step(event));
    this.go(location.hash === TABLE ? "table" : this.calendar.getOption("initialView"));
  }

  say(title) {
    if (!this.place.hidden) this.title.textContent = title;
  }

  go(way) {
    if (!way) return;
    const asTable = way === "table";
    const here = this.drawnMonth();
    if (asTable && this.drawn && here !== this.month) {
      location.assign(`${this.box.dataset.at.replace("AT", here)}${TABLE}`);
      location.reload();
      return;
    }
    this.place.hidden = asTable;
    this.table.hidden = !asTable;
    if (asTable) {
      this.title.textContent = this.named;
    } else {
      if (!this.drawn) this.calendar.render();
      this.drawn = true;
      this.calendar.changeView(way);
      this.say(this.calendar.view.title);
    }
    for (const one of this.ways.querySelectorAll("[data-way]")) one.setAttribute("aria-pressed", String(one.dataset.way === way));
  }

  drawnMonth() {
    const day = this.calendar.getDate();
    return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}`;
  }

  step(event) {
    const way = event.target.closest("[data-step]")?.dataset.step;
    if (!way || this.place.hidden) return;
    event.preventDefault();
    this.calendar[way]();
  }
}

const drawn = new WeakSet();

function all() {
  for (const box of document.querySelectorAll("[data-calendar]")) {
    if (drawn.has(box) || box.closest("[inert]")) continue;
    drawn.add(box);
    new Drawn(box);
  }
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all);
else all();
document.addEventListener("htmx:after:swap", all);
