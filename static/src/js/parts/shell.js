// The sidebar as a drawer on small screens, the theme switch, reasons of disabled buttons.
import { toast } from "./toasts.js";

const side = () => document.getElementById("side");

function drawer(open) {
  side()?.toggleAttribute("data-open", open);
  for (const button of document.querySelectorAll("[data-side]")) button.setAttribute("aria-expanded", String(open));
  if (open) side().querySelector("a, button")?.focus();
}

document.addEventListener("click", (event) => {
  const { target } = event;
  if (target.closest("[data-side]")) drawer(!side().hasAttribute("data-open"));
  else if (target.closest(".side-veil")) drawer(false);
  const theme = target.closest("[data-set-theme]");
  if (theme) {
    const root = document.documentElement;
    root.dataset.theme = theme.dataset.setTheme;
    root.dispatchEvent(new Event("kontor:theme"));
    for (const item of document.querySelectorAll("[data-set-theme]")) {
      item.setAttribute("aria-checked", String(item.dataset.setTheme === root.dataset.theme));
    }
  }
  const refused = target.closest("button[aria-disabled=true]");
  if (refused) {
    event.preventDefault();
    event.stopImmediatePropagation();
    toast({ text: refused.dataset.reason, tone: "waiting" });
  }
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && side()?.hasAttribute("data-open")) {
    drawer(false);
    document.querySelector("[data-side]")?.focus();
  }
});
