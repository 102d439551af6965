// <k-lines>: a grid of lines. Rows end with an empty one; Enter and arrows move between rows, Ctrl+Delete removes one.
class Lines extends HTMLElement {
  connectedCallback() {
    if (this.ready) return;
    this.ready = true;
    this.addEventListener("click", (event) => {
      if (event.target.closest("[data-remove]")) this.remove(event.target.closest("tr"));
      else if (event.target.closest("[data-add]")) this.add();
    });
    this.addEventListener("keydown", (event) => this.key(event));
  }

  get rows() {
    return [...this.querySelectorAll("tbody tr[data-line]:not([data-gone])")];
  }

  add() {
    const last = this.rows.at(-1);
    this.first(last)?.focus();
  }

  first(row) {
    return row?.querySelector("input:not([type=hidden]), select, textarea");
  }

  remove(row) {
    const rows = this.rows;
    const next = rows[rows.indexOf(row) + 1] ?? rows[rows.indexOf(row) - 1];
    row.querySelector("[data-delete]").value = "1";
    row.toggleAttribute("data-gone", true);
    this.first(next)?.focus();
    row.querySelector("[data-delete]").dispatchEvent(new Event("change", { bubbles: true }));
  }

  key(event) {
    const row = event.target.closest("tr[data-line]");
    const cell = event.target.closest("td");
    if (!row || event.defaultPrevented) return;
    if (event.key === "Delete" && event.ctrlKey) {
      event.preventDefault();
      this.remove(row);
      return;
    }
    const plain = !event.target.matches("select, textarea");
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !plain || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = this.rows[this.rows.indexOf(row) + step];
    const there = next?.children[[...row.children].indexOf(cell)]?.querySelector("input:not([type=hidden]), select");
    if (there) {
      there.focus();
      there.select?.();
    } else if (event.key === "Enter") {
      event.target.blur();
      event.target.focus();
    }
  }
}

customElements.define("k-lines", Lines);
