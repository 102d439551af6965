// <k-bell url>: how many notifications are unread, asked while the window is looked at; 304 while nothing is new.
const EVERY = 45_000;
const KEPT = "bell";

class Bell extends HTMLElement {
  connectedCallback() {
    if (this.timer) return;
    this.known = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
    this.show();
    this.ask();
    this.timer = setInterval(() => this.ask(), EVERY);
    document.addEventListener("visibilitychange", () => this.ask());
    document.addEventListener("bell", () => this.ask());
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  async ask() {
    if (document.hidden || this.over) return;
    const headers = { "HX-Request": "true" };
    if (this.known.etag) headers["If-None-Match"] = this.known.etag;
    let answer;
    try {
      answer = await fetch(this.getAttribute("url"), { headers, cache: "no-store" });
    } catch {
      return;
    }
    this.over = answer.status === 401;
    if (answer.status !== 200) return;
    const before = this.known.unread ?? 0;
    this.known = { ...(await answer.json()), etag: answer.headers.get("ETag") };
    sessionStorage.setItem(KEPT, JSON.stringify(this.known));
    this.show();
    if (this.known.unread > before) this.querySelector("[role=status]").textContent = this.known.words;
  }

  show() {
    const { unread = 0, shown = "", words = "" } = this.known;
    for (const link of document.querySelectorAll("[data-bell]")) {
      const count = link.querySelector(".bell-n");
      count.hidden = !unread;
      count.textContent = shown;
      link.setAttribute("aria-label", unread ? `${link.dataset.bell}: ${words}` : link.dataset.bell);
    }
  }
}

customElements.define("k-bell", Bell);
