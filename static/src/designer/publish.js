// Publishing: first what it changes and touches, then the step itself; and earlier versions, compared and taken back.
import { button, h } from "./dom.js";
import { choose, text } from "./inputs.js";
import { ask } from "./saving.js";
import { spoken, t } from "./words.js";

export class Publishing {
  constructor(app) { this.app = app; }

  async open() {
    const { app } = this;
    if (!(await app.saving.now())) return;
    const answer = await ask(`${app.url}/impact`, {});
    if (!answer.ok) {
      app.toast(answer.json.message ?? t("not_saved"), "bad");
      return;
    }
    let label = "";
    const { html, digest, blocked } = answer.json;
    const told = h("div", { class: "imp" });
    told.innerHTML = html;
    const go = button("", "check", () => this.go(dialog, label, digest), { text: t("publish_now"), variant: "primary", disabled: blocked });
    const dialog = app.dialog(t("publish"), h("div", {}, told,
      blocked ? null : text(t("publish_label"), "", (value) => { label = value; }, { help: t("publish_label_help") }),
      h("footer", {}, button("", "", () => dialog.close(), { text: t("cancel"), variant: "outline" }), go)), { wide: true });
  }

  async go(dialog, label, seen) {
    const { app } = this;
    const answer = await ask(`${app.url}/publish`, { label, seen });
    if (!answer.ok) {
      app.toast(answer.json.message ?? t("not_saved"), "bad");
      return;
    }
    app.saving.saved = JSON.stringify(null);
    dialog.close();
    if (answer.json.publishing) app.leaveTo(answer.json.publishing, "");
    else app.leaveTo(location.href, t("published"));
  }

  async versions() {
    const { app } = this;
    const answer = await ask(`${app.url}/versions`);
    if (!answer.ok) return;
    this.kept = answer.json.versions;
    this.from = "now";
    const detail = h("div", { class: "ver-detail", "aria-live": "polite" }, h("p", { class: "help" }, t("choose_version")));
    const list = h("ul", { class: "ver-list" }, this.kept.map((one) => h("li", {}, h("button", { type: "button", on: { click: (event) => this.show(one, detail, event.currentTarget, () => dialog.close()) } },
      h("b", {}, this.nameOf(one)), h("small", {}, [one.by, this.when(one.at), one.reset ? t("reset") : ""].filter(Boolean).join(" · "))))));
    const dialog = app.dialog(t("versions"), h("div", { class: "ver" }, list, detail), { wide: true });
  }

  when(at) { return at ? new Intl.DateTimeFormat(spoken() === "en" ? "en-GB" : "zh-CN", { dateStyle: "medium", timeStyle: "short" }).format(new Date(at)) : ""; }

  nameOf(one) { return one.number ? t("version_n", { number: one.number }) : t("as_shipped"); }

  // one version against what is in force, or against any other
  async show(one, detail, chosen, close) {
    for (const other of chosen.closest("ul").querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === chosen));
    if (this.from === String(one.number)) this.from = "now";
    const now = this.from === "now";
    const answer = now ? null : await ask(`${this.app.url}/compare?${new URLSearchParams({ from: this.from, to: one.number })}`);
    if (answer && !answer.ok) {
      this.app.toast(answer.json.message ?? t("not_saved"), "bad");
      return;
    }
    const told = answer ? answer.json.differences : one.differences;
    const other = this.kept.find((each) => String(each.number) === this.from);
    const pairs = [["now", t("in_force")], ...this.kept.filter((each) => each !== one).map((each) => [String(each.number), this.nameOf(each)])];
    const against = choose(t("compare_with"), this.from, pairs, async (from) => {
      this.from = from;
      await this.show(one, detail, chosen, close);
      detail.querySelector("select")?.focus();
    }, { bare: true, name: "compare" });
    const nothing = now ? t("no_difference") : t("no_difference_two");
    detail.replaceChildren(h("div", { class: "ver-pair" }, h("span", { "aria-hidden": "true" }, t("compare_with")), against),
      h("h3", {}, now ? t("against_now") : t("against_other", { other: this.nameOf(other), version: this.nameOf(one) })),
      told.length ? h("ul", {}, told.map((sentence) => h("li", {}, sentence))) : h("p", { class: "help" }, nothing),
      one.differences.length ? button("", "undo-2", () => { close(); this.app.takeBody(one.body, one.number === 0); }, { text: t("take_version"), variant: "primary" }) : "",
      one.differences.length ? h("p", { class: "help" }, t("take_version_help")) : "");
  }

  async discard() {
    const answer = await ask(`${this.app.url}/discard`, {});
    if (answer.ok) this.app.leaveTo(location.href, t("discarded"));
  }
}
