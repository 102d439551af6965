// Record forms: nothing typed is lost by accident; one preview at a time, none while saving; keys to save and to leave.
const dirty = new WeakSet();
let leaving = false;

const form = (node) => node?.closest?.("form[data-record]");

function touched(event) {
  const own = form(event.target);
  if (!own) return;
  dirty.add(own);
  own.touchedAt = performance.now();
}

document.addEventListener("input", touched);
document.addEventListener("change", touched);

window.addEventListener("beforeunload", (event) => {
  const own = document.querySelector("form[data-record]");
  if (own && dirty.has(own) && !leaving) event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-discard]")) leaving = true;
});

// a preview that was waiting when the form was saved is out of date: it would wipe out what the server answered
document.addEventListener("htmx:config:request", (event) => {
  const { sourceElement } = event.detail.ctx;
  const own = form(sourceElement);
  if (own && sourceElement !== own && (own.savedAt ?? -1) >= (own.touchedAt ?? 0)) event.preventDefault();
});

document.addEventListener("htmx:before:request", (event) => {
  const own = event.detail.ctx.sourceElement;
  if (!own.matches?.("form[data-record]")) return;
  own.savedAt = performance.now();
  // must not bubble: the form would abort itself
  own.querySelector("[data-preview]")?.dispatchEvent(new CustomEvent("htmx:abort"));
});

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.sourceElement.matches?.("form[data-record]") && ctx.hx?.redirect) leaving = true;
});

document.addEventListener("htmx:after:swap", (event) => {
  const { ctx } = event.detail;
  if (ctx.response?.status >= 400 && ctx.sourceElement?.matches?.("form")) {
    document.querySelector("[data-summary]")?.focus();
  }
});

document.addEventListener("keydown", (event) => {
  const own = form(event.target) ?? document.querySelector("form[data-record]");
  if (own && (event.ctrlKey || event.metaKey) && (event.key === "s" || event.key === "Enter")) {
    event.preventDefault();
    document.activeElement?.blur?.();
    own.requestSubmit();
  }
});

// a field edited in place: it is written in at once, and afterwards the focus is where it was
let edited = "";

document.addEventListener("htmx:after:swap", () => {
  const own = document.querySelector("form[data-inline]");
  const field = own?.querySelector("[aria-invalid=true], .inp, input:not([type=hidden])");
  if (field && !own.contains(document.activeElement)) {
    edited = own.parentElement.id;
    field.focus();
    if (!field.hasAttribute("aria-invalid")) field.select?.();
  } else if (!own && edited) {
    if (document.activeElement === document.body) document.getElementById(edited)?.querySelector(".edit")?.focus();
    edited = "";
  }
});

// a field edited in place: leaving it saves, Escape gives it back
document.addEventListener("keydown", (event) => {
  const own = event.target.closest?.("form[data-inline]");
  if (own && event.key === "Escape" && !event.defaultPrevented) own.querySelector("[data-cancel]")?.click();
});

document.addEventListener("change", (event) => event.target.closest?.("form[data-inline]")?.requestSubmit());

document.addEventListener("focusout", (event) => {
  const own = event.target.closest?.("form[data-inline]");
  if (!own || own.contains(event.relatedTarget) || own.querySelector("[aria-invalid=true]")) return;
  setTimeout(() => {
    const busy = own.classList.contains("htmx-request") || own.contains(document.activeElement);
    if (own.isConnected && !busy) own.querySelector("[data-cancel]")?.click();
  }, 60);
});
