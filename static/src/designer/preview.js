// The page of a real record with the draft applied: wide or on a phone, light or dark, in either language, as a role.
import { h } from "./dom.js";
import { choose, segments } from "./inputs.js";
import { spoken, t } from "./words.js";

export class Preview {
  constructor(root, app) {
    this.app = app;
    this.root = root;
    this.on = false;
    const { samples, record } = app.data;
    this.asked = { mode: "read", width: "desk", theme: document.documentElement.classList.contains("dark") ? "dark" : "light", lang: spoken(), as: "", record: record || samples[0]?.id || "" };
  }

  toggle(on = !this.on) {
    this.on = on;
    this.app.root.toggleAttribute("data-previewing", on);
    const switch_ = this.app.root.querySelector("[data-do=preview]");
    switch_.setAttribute("aria-pressed", String(on));
    if (on) this.draw();
    else this.root.replaceChildren();
    this.app.live(t(on ? "preview_on" : "preview_off"));
  }

  draw() {
    const { asked } = this;
    const { samples } = this.app.data;
    const set = (name) => (value) => { asked[name] = value; this.load(); };
    const records = samples.some((one) => one.id === asked.record) || !asked.record ? samples : [{ id: asked.record, label: t("this_record") }, ...samples];
    const roles = [["", t("as_myself")], ...this.app.catalogue.source.roles.map((one) => [one.key, one.label])];
    this.frame = h("iframe", { class: "pv-frame", title: t("preview") });
    this.root.replaceChildren(
      h("div", { class: "pv-bar", role: "group", "aria-label": t("preview") },
        segments(t("pv_mode"), asked.mode, [["read", t("pv_read")], ["edit", t("pv_edit")]], set("mode")),
        segments(t("pv_width"), asked.width, [["desk", t("pv_desk")], ["phone", t("pv_phone")]], set("width")),
        segments(t("pv_theme"), asked.theme, [["light", t("pv_light")], ["dark", t("pv_dark")]], set("theme")),
        segments(t("pv_lang"), asked.lang, [["en", "English"], ["zh-hans", "中文"]], set("lang")),
        choose(t("pv_role"), asked.as, roles, set("as"), { bare: true }),
        choose(t("pv_record"), asked.record, records.map((one) => [one.id, one.label]), set("record"), { bare: true })),
      h("div", { class: "pv-stage" }, records.length ? this.frame : h("p", { class: "help" }, t("no_records"))));
    this.load();
  }

  async load() {
    if (!this.on || !this.frame) return;
    await this.app.saving.now();
    const { width, ...asked } = this.asked;
    this.frame.dataset.width = width;
    this.frame.src = `${this.app.url}/preview?${new URLSearchParams(asked)}`;
  }
}
