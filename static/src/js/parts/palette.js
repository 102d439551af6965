// The command palette: words stay in the input, arrows move the chosen line, Enter takes it; lines come from the server.
const dialog = () => document.getElementById("find");
const lines = () => [...document.querySelectorAll("#found [role=option]:not([aria-disabled])")];
const input = () => document.getElementById("find-words");

function choose(line) {
  for (const one of lines()) one.setAttribute("aria-selected", String(one === line));
  if (line) input().setAttribute("aria-activedescendant", line.id);
  else input().removeAttribute("aria-activedescendant");
  line?.scrollIntoView({ block: "nearest" });
}

const chosen = () => lines().find((one) => one.getAttribute("aria-selected") === "true");

export function openPalette() {
  const own = dialog();
  if (!own || document.querySelector("dialog[open]")) return;
  document.getElementById("find-here").value = location.pathname;
  document.querySelector("[data-open=find]").click();
  input().select();
}

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-open=find]")) return;
  document.getElementById("find-here").value = location.pathname;
  input().dispatchEvent(new CustomEvent("find:open"));
}, true);

document.addEventListener("keydown", (event) => {
  if (event.target !== input()) return;
  const all = lines();
  const here = all.indexOf(chosen());
  const step = { ArrowDown: here + 1, ArrowUp: here - 1, PageDown: here + 5, PageUp: here - 5 }[event.key];
  if (event.key === "Escape") {
    // a search input would only be emptied
    event.preventDefault();
    // the next key is meant for the page, not for the input that is going
    input().blur();
    dialog().close();
  } else if (event.key === "Enter") {
    event.preventDefault();
    chosen()?.click();
  } else if (step !== undefined && all.length) {
    event.preventDefault();
    const wrapped = event.key.startsWith("Arrow") ? (step + all.length) % all.length : step;
    choose(all[Math.max(0, Math.min(wrapped, all.length - 1))]);
  }
});

document.addEventListener("pointermove", (event) => {
  const line = event.target.closest?.("#found [role=option]:not([aria-disabled])");
  if (line && line !== chosen()) choose(line);
});

document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail.ctx.target?.id === "found") choose(lines()[0]);
});

// an action runs on the page behind: the palette makes way first
document.addEventListener("htmx:before:request", (event) => {
  const { sourceElement } = event.detail.ctx;
  if (sourceElement?.matches?.("#found button")) dialog().close();
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("#found a") && !event.ctrlKey && !event.metaKey) dialog()?.close();
});
