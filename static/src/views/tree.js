// Trees: a branch is read when it is first opened; the arrows open and close it.
const levelOf = (row) => Number(row.getAttribute("aria-level"));

function below(row) {
  const rows = [];
  for (let next = row.nextElementSibling; next && levelOf(next) > levelOf(row); next = next.nextElementSibling) rows.push(next);
  return rows;
}

async function toggle(button) {
  const row = button.closest("tr");
  const opens = button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", String(opens));
  if (opens && !button.dataset.read) {
    button.dataset.read = "1";
    const answer = await fetch(button.dataset.branch, { headers: { "HX-Request": "true" } });
    if (answer.ok) row.insertAdjacentHTML("afterend", await answer.text());
    return;
  }
  for (const one of below(row)) {
    const direct = levelOf(one) === levelOf(row) + 1;
    one.hidden = !(opens && direct);
    if (!opens) one.querySelector("[data-branch]")?.setAttribute("aria-expanded", "false");
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-branch]");
  if (button) toggle(button);
});

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("[data-tree] tbody tr");
  const wanted = { ArrowRight: "false", ArrowLeft: "true" }[event.key];
  const button = row?.querySelector("[data-branch]");
  if (!wanted || button?.getAttribute("aria-expanded") !== wanted) return;
  event.preventDefault();
  toggle(button);
});
