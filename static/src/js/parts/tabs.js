// <k-tabs key>: a tablist whose open tab is remembered per object; a link to something in a closed tab opens it.
class Tabs extends HTMLElement {
  connectedCallback() {
    if (!this.ready) {
      this.ready = true;
      this.addEventListener("click", (event) => {
        const tab = event.target.closest("[role=tab]");
        if (tab) this.open(tab, { keep: true });
      });
      this.addEventListener("keydown", (event) => this.key(event));
    }
    this.restore();
  }

  get tabs() { return [...this.querySelectorAll(":scope > [role=tablist] > [role=tab]")]; }

  get place() { return `tab:${this.getAttribute("key")}`; }

  panel(tab) { return document.getElementById(tab.getAttribute("aria-controls")); }

  restore() {
    const wanted = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    const kept = sessionStorage.getItem(this.place);
    const tab = this.tabs.find((one) => wanted && this.panel(one)?.contains(wanted)) ?? this.tabs.find((one) => one.id === kept);
    if (tab) this.open(tab);
  }

  open(tab, { keep = false, focus = false } = {}) {
    for (const one of this.tabs) {
      one.setAttribute("aria-selected", String(one === tab));
      one.tabIndex = one === tab ? 0 : -1;
      this.panel(one).hidden = one !== tab;
    }
    if (keep) sessionStorage.setItem(this.place, tab.id);
    if (focus) tab.focus();
  }

  key(event) {
    const { tabs } = this;
    const here = tabs.indexOf(event.target);
    const step = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (here < 0 || step === undefined) return;
    event.preventDefault();
    this.open(tabs[(step + tabs.length) % tabs.length], { keep: true, focus: true });
  }

  show(node) {
    const tab = this.tabs.find((one) => this.panel(one)?.contains(node));
    if (tab) this.open(tab, { keep: true });
  }
}

customElements.define("k-tabs", Tabs);

function reveal(node) {
  const panel = node?.closest("[role=tabpanel][hidden]");
  panel?.closest("k-tabs")?.show(node);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (link) reveal(document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1))));
}, true);

// a part of the page that was renewed comes with its first tab open
document.addEventListener("htmx:after:swap", () => {
  for (const tabs of document.querySelectorAll("k-tabs")) tabs.restore();
  if (document.querySelector("[data-summary]")) reveal(document.querySelector("k-tabs [aria-invalid=true]"));
});
