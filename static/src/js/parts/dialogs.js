// Dialogs: [data-open=id] opens one that is on the page; a fragment swapped into #modal opens itself;
// the event "modal:close" (sent by the server) closes it. Focus goes back to where it came from.
let opener = null;

const modal = () => document.getElementById("modal");

function show(dialog) {
  if (dialog.open) return;
  opener = document.activeElement;
  dialog.showModal();
  dialog.querySelector("[autofocus], input:not([type=hidden]), select, textarea")?.focus();
}

document.addEventListener("click", (event) => {
  const open = event.target.closest("[data-open]");
  if (open) show(document.getElementById(open.dataset.open));
  const dialog = event.target.closest("dialog");
  if (dialog && (event.target === dialog || event.target.closest("[data-close]"))) dialog.close();
});

document.addEventListener("htmx:after:swap", () => {
  const dialog = modal();
  if (dialog && !dialog.open && dialog.firstElementChild?.childElementCount) show(dialog);
});

document.addEventListener("modal:close", () => modal()?.close());

document.addEventListener(
  "close",
  (event) => {
    if (event.target === modal()) event.target.firstElementChild.replaceChildren();
    if (opener?.isConnected) opener.focus();
    opener = null;
  },
  true,
);
