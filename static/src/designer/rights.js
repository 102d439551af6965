// Who sees and changes which field: per role for one field, as a matrix for all of a form.
import { h } from "./dom.js";
import { choose } from "./inputs.js";
import { t } from "./words.js";

const RIGHTS = ["", "hidden", "read", "write"];

const options = () => RIGHTS.map((right) => [right, t(`right_${right || "usual"}`)]);

export function rightOf(app, key, role) {
  const drafted = app.store.doc.rights[key]?.[role.key];
  return drafted ?? role.rights[key] ?? "";
}

export function setRight(app, keys, role, right) {
  return (doc) => {
    for (const key of keys) {
      const rights = { ...doc.rights[key], [role.key]: right };
      if (right === (role.rights[key] ?? "")) delete rights[role.key];
      if (Object.keys(rights).length) doc.rights[key] = rights;
      else delete doc.rights[key];
    }
  };
}

function cell(app, keys, role, label, set) {
  const values = new Set(keys.map((key) => rightOf(app, key, role)));
  const value = values.size === 1 ? [...values][0] : "";
  if (role.all) return h("span", { class: "dim" }, t("right_all"));
  return choose(label, value, options(), (right) => set(setRight(app, keys, role, right)), { bare: true, name: `right-${role.key}-${keys[0]}` });
}

export function rightsPanel(panel, keys) {
  const { app } = panel;
  const { roles } = app.catalogue.source;
  return [h("table", { class: "pp-rights" }, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("role")), h("th", { scope: "col" }, t("right")))),
    h("tbody", {}, roles.map((role) => h("tr", {}, h("th", { scope: "row" }, role.label), h("td", {}, cell(app, keys, role, `${t("right")}: ${role.label}`, (edit) => panel.set(edit))))))),
  h("p", { class: "help pp-pad" }, t("rights_help"))];
}

export function matrix(app, keys) {
  const roles = app.catalogue.source.roles.filter((role) => !role.all);
  const name = (key) => app.catalogue.label(app.store.doc, key);
  return h("div", { class: "mx", role: "region", "aria-label": t("panel_rights"), tabIndex: 0 }, h("table", {},
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("field")), roles.map((role) => h("th", { scope: "col" }, role.label)))),
    h("tbody", {}, keys.map((key) => h("tr", {}, h("th", { scope: "row" }, name(key)),
      roles.map((role) => h("td", {}, cell(app, [key], role, `${name(key)}: ${role.label}`, (edit) => app.store.change(edit)))))))));
}
