// Short messages at the corner; the server sends them as the event "toast", pages carry them as templates.
const LASTS = { good: 5000, waiting: 9000, bad: 12000 };

export function toast({ text, tone = "good" }) {
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
  item.append(words, close);
  box.append(item);
  let left = setTimeout(() => item.remove(), LASTS[tone] ?? 6000);
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
    toast({ text: item.textContent, tone: item.value });
    item.remove();
  }
});
