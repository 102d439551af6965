// Short messages at the corner; the server sends them as the event "toast", pages carry them as templates.
import htmx from "htmx.org";

const LASTS = { good: 5000, waiting: 9000, bad: 12000 };
const UNDO_LASTS = 10000;

function back(url, words, item) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tst-undo";
  button.dataset.undoLast = "";
  button.textContent = words;
  button.setAttribute("hx-post", url);
  button.setAttribute("hx-swap", "none");
  button.addEventListener("click", () => { item.hidden = true; });
  return button;
}

export function toast({ text, tone = "good", undo = "" }) {
  const box = document.getElementById("toasts");
  if (!box || !text) return;
  const item = document.createElement("div");
  item.className = `tst tst-${tone}`;
  item.setAttribute("role", tone === "bad" ? "alert" : "status");
  const words = document.createElement("span");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.setAttribute("aria-label", box.dataset.close);
  close.textContent = "×";
  close.addEventListener("click", () => item.remove());
  item.append(words, ...(undo ? [back(undo, box.dataset.undo, item)] : []), close);
  box.append(item);
  if (undo) htmx.process(item);
  let left = setTimeout(() => item.remove(), undo ? UNDO_LASTS : (LASTS[tone] ?? 6000));
  item.addEventListener("pointerenter", () => clearTimeout(left));
  item.addEventListener("pointerleave", () => { left = setTimeout(() => item.remove(), 3000); });
}

const words = (name) => document.getElementById("toasts")?.dataset[name] ?? "";

document.addEventListener("toast", (event) => toast(event.detail));

document.addEventListener("htmx:error", () => toast({ text: words("offline"), tone: "bad" }));

document.addEventListener("htmx:response:error", (event) => {
  const { status } = event.detail.ctx.response;
  if (status >= 500) toast({ text: words(status === 503 ? "busy" : "broken"), tone: "bad" });
});

document.addEventListener("DOMContentLoaded", () => {
  for (const item of document.querySelectorAll("#toasts > data")) {
    const [tone, ...more] = item.value.split(" ");
    toast({ text: item.textContent, tone, undo: more.find((word) => word.startsWith("/")) });
    item.remove();
  }
});
