// Menus and home pages: links and groups in order by the mouse, by buttons, or by Alt and the arrows on their grips.
// Every change goes into the draft at once; the answer says what it changes and draws the sidebar.
import Sortable from "sortablejs";

const page = document.querySelector("[data-navigation]");
const lists = () => [...page.querySelectorAll("[data-list]")];
const json = (item) => JSON.parse(item.dataset.item);
const within = (selector) => [...page.querySelectorAll(`${selector} > li`)].map(json);

function words(english, chinese) {
  return { ...(english ? { en: english } : {}), ...(chinese ? { "zh-hans": chinese } : {}) };
}

function menu() {
  const groups = [...page.querySelectorAll("[data-groups] > [data-group]")].map((group) => ({
    id: group.dataset.group,
    label: words(group.querySelector("[data-en]").value.trim(), group.querySelector("[data-zh]").value.trim()),
    ...(group.dataset.icon ? { icon: group.dataset.icon } : {}),
    items: [...group.querySelectorAll("li")].map(json),
  }));
  return { groups, hidden: within("[data-list=hidden]").map((one) => one.object) };
}

function home() {
  const blocks = [...page.querySelectorAll("[data-list=home]")].flatMap((list, column) => [...list.children].map((item) => ({ ...json(item), column })));
  return blocks.length ? { columns: 2, blocks } : {};
}

let running = null;
let again = false;

async function send() {
  if (running) {
    again = true;
    return;
  }
  const { revision } = document.getElementById("nav-state").dataset;
  const values = { menu: JSON.stringify(menu()), home: JSON.stringify(home()), revision };
  running = window.htmx.ajax("POST", page.dataset.navigation, { target: "#nav-state", swap: "outerHTML", values });
  await running.catch?.(() => {});
  running = null;
  page.querySelector("[data-home-preview]").dispatchEvent(new Event("nav:changed"));
  if (again) {
    again = false;
    await send();
  }
}

const say = () => { page.querySelector("[data-live]").textContent = `${page.dataset.moved} `; };

function sortable(list) {
  const own = list.dataset.list === "home" ? "home" : "menu";
  Sortable.create(list, { group: own, handle: "[data-grip]", animation: 120, onEnd: send });
}

function step(item, by) {
  const list = item.parentElement;
  const other = by < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (other) {
    if (by < 0) other.before(item);
    else other.after(item);
  } else {
    const same = lists().filter((one) => (one.dataset.list === "home") === (list.dataset.list === "home"));
    const next = same[same.indexOf(list) + by];
    if (!next) return;
    if (by < 0) next.append(item);
    else next.prepend(item);
  }
  say();
  send();
}

function stepGroup(group, by) {
  const other = by < 0 ? group.previousElementSibling : group.nextElementSibling;
  if (!other) return;
  if (by < 0) other.before(group);
  else other.after(group);
  say();
  send();
}

function out(item) {
  const to = page.querySelector("[data-list=rest]");
  const data = json(item);
  const next = item.nextElementSibling ?? item.previousElementSibling;
  if (item.parentElement.dataset.list !== "home" && data.object && !data.view && item.parentElement !== to) to.append(item);
  else if (item.parentElement !== to) item.remove();
  (next ?? page).querySelector("[data-grip]")?.focus();
  send();
}

function make(data, label) {
  const item = page.querySelector("[data-item-template]").content.firstElementChild.cloneNode(true);
  item.dataset.item = JSON.stringify(data);
  item.querySelector("span").textContent = label;
  for (const button of item.querySelectorAll("[aria-label]")) button.setAttribute("aria-label", button.getAttribute("aria-label").replace(/\s+/, ` ${label} `).trim());
  return item;
}

function newGroup() {
  const group = page.querySelector("[data-group-template]").content.firstElementChild.cloneNode(true);
  group.dataset.group = `g${Date.now().toString(36)}`;
  page.querySelector("[data-groups]").append(group);
  sortable(group.querySelector("[data-list]"));
  group.querySelector("[data-en]").focus();
  return group;
}

function add(where, data, label) {
  const to = where === "home" ? page.querySelector("[data-list=home]") : page.querySelector("[data-groups] [data-list]") ?? newGroup().querySelector("[data-list]");
  const item = make(data, label);
  to.append(item);
  item.querySelector("[data-grip]").focus();
  send();
}

page.addEventListener("keydown", (event) => {
  const by = event.altKey && { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const grip = event.target.closest("[data-grip], [data-group-grip]");
  if (!by || !grip) return;
  event.preventDefault();
  if (grip.hasAttribute("data-grip")) step(grip.closest("li"), by);
  else stepGroup(grip.closest("[data-group]"), by);
  grip.focus();
});

page.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const by = { up: -1, down: 1 };
  if (button.dataset.step) { step(button.closest("li"), by[button.dataset.step]); button.focus(); }
  if (button.dataset.groupStep) { stepGroup(button.closest("[data-group]"), by[button.dataset.groupStep]); button.focus(); }
  if ("iconPick" in button.dataset) {
    const group = button.closest("[data-group]");
    group.dataset.icon = button.dataset.iconPick;
    group.querySelector("[data-icon-now]").replaceChildren(button.firstElementChild.cloneNode(true));
    group.querySelector("[data-icon-now]").focus();
    send();
  }
  if ("out" in button.dataset) out(button.closest("li"));
  if ("newGroup" in button.dataset) newGroup();
  if ("groupOut" in button.dataset) {
    const group = button.closest("[data-group]");
    for (const item of group.querySelectorAll("li")) if (!json(item).view && json(item).object) page.querySelector("[data-list=rest]").append(item);
    group.remove();
    send();
  }
  if ("addText" in button.dataset) {
    const input = page.querySelector("[data-text]");
    const text = input.value.trim();
    if (text) add("home", { type: "text", text: { [document.documentElement.lang.startsWith("zh") ? "zh-hans" : "en"]: text } }, text);
    input.value = "";
  }
});

page.addEventListener("change", (event) => {
  const select = event.target.closest("[data-add]");
  if (select?.value) {
    add(select.dataset.add, JSON.parse(select.value), select.selectedOptions[0].textContent);
    select.value = "";
  } else if (event.target.matches("[data-en], [data-zh]")) {
    send();
  }
});

lists().forEach(sortable);
Sortable.create(page.querySelector("[data-groups]"), { handle: "[data-group-grip]", animation: 120, onEnd: send });
