// A page inside the designer's preview: tabs open, everything else is only looked at.
import "./parts/tabs.js";

const looked = (event) => {
  if (event.target.closest?.("[role=tab]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
};

for (const kind of ["click", "submit", "change"]) document.addEventListener(kind, looked, true);
