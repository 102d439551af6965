// The draft on the server: saved as it is made, with the revision it was made from; who else is here; two versions.
import { button, h } from "./dom.js";
import { t } from "./words.js";

const PAUSE_MS = 600;
const LOOK_MS = 15000;

export async function ask(url, body) {
  const answer = await fetch(url, {
    method: body === undefined ? "GET" : "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const json = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  return { ok: answer.ok, status: answer.status, json };
}

// what the server keeps: without the ids that fields have only here
export function plain(doc) {
  const copy = structuredClone(doc);
  for (const tab of copy.body.tabs) for (const part of tab.parts) for (const item of part.items ?? []) if (item.type === "field") delete item.id;
  for (const one of [...Object.values(copy.added), ...Object.values(copy.changed)]) for (const choice of one.choices ?? []) delete choice.fresh;
  return copy;
}

export class Saving {
  constructor(app, root, draft) {
    this.app = app;
    this.state = root.querySelector("[data-state]");
    this.people = root.querySelector("[data-people]");
    this.revision = draft?.revision ?? 0;
    this.saved = JSON.stringify(plain(app.store.doc));
    this.show(this.revision ? "draft_kept" : "as_published");
    app.store.addEventListener("change", () => this.soon());
    addEventListener("beforeunload", (event) => { if (this.dirty) event.preventDefault(); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.look(); });
    this.look();
    setInterval(() => { if (!document.hidden) this.look(); }, LOOK_MS);
  }

  get dirty() { return JSON.stringify(plain(this.app.store.doc)) !== this.saved; }

  show(name, values) {
    this.state.textContent = t(name, values);
    this.state.dataset.is = name;
  }

  soon() {
    this.show("unsaved");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), PAUSE_MS);
  }

  // one save after the other; true when everything is on the server
  async now() {
    clearTimeout(this.timer);
    while (this.running) await this.running;
    if (this.clash || !this.dirty) return !this.clash;
    this.running = this.send();
    try {
      return await this.running;
    } finally {
      this.running = null;
    }
  }

  async send() {
    const document_ = plain(this.app.store.doc);
    this.show("saving");
    let answer;
    try {
      answer = await ask(`${this.app.url}/draft`, { document: document_, revision: this.revision });
    } catch {
      return this.failed(t("offline"));
    }
    if (answer.ok) {
      this.revision = answer.json.revision;
      this.saved = JSON.stringify(document_);
      this.show(this.dirty ? "unsaved" : this.revision ? "draft_saved" : "as_published");
      this.app.savedNow();
      return true;
    }
    if (answer.status === 409) return this.conflict(answer.json);
    return this.failed(answer.json.message ?? t("not_saved"));
  }

  failed(message) {
    this.show("not_saved");
    this.app.toast(message, "bad");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), LOOK_MS);
    return false;
  }

  // both versions, and the choice between them
  conflict({ message, draft, told }) {
    this.show("not_saved");
    if (this.clash) return false;
    this.clash = true;
    const take = (mine) => () => {
      this.clash = false;
      dialog.close();
      this.revision = draft?.revision ?? 0;
      if (mine) this.saved = "";
      else this.accept(draft);
      this.now();
    };
    const side = (title, changes, who, act) => h("section", { class: "two-side" }, h("h3", {}, title), h("p", { class: "help" }, who), h("ul", {}, changes.map((one) => h("li", {}, one))), act);
    const dialog = this.app.dialog(t("two_versions"), h("div", {}, h("p", {}, message), h("div", { class: "two" },
      side(t("theirs"), told?.theirs ?? [], draft?.by ?? "", button("", "", take(false), { text: t("take_theirs"), variant: "outline" })),
      side(t("mine"), told?.mine ?? [], this.app.data.me, button("", "", take(true), { text: t("keep_mine"), variant: "primary" })))), { wide: true });
    dialog.addEventListener("close", () => { this.clash = false; }, { once: true });
    return false;
  }

  accept(draft) {
    this.app.store.replace(this.app.opened(draft?.document));
    this.saved = JSON.stringify(plain(this.app.store.doc));
  }

  async look() {
    const answer = await ask(`${this.app.url}/presence`, {}).catch(() => null);
    if (!answer?.ok) return;
    const { others, revision, by } = answer.json;
    const known = others.join(", ");
    if (this.people.textContent !== known) {
      this.people.hidden = !others.length;
      this.people.textContent = others.length ? t("also_here", { names: known }) : "";
      if (others.length) this.app.live(t("also_here", { names: known }));
    }
    if (revision > this.revision && !this.dirty && !this.running) this.newer(by);
  }

  newer(by) {
    if (this.told === by) return;
    this.told = by;
    this.app.toast(t("changed_by", { name: by }), "waiting");
    this.show("newer_draft");
  }
}
