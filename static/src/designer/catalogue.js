// What there is to put into a form: fields as the draft makes them, lines, related lists, actions, types, rules.
import { fieldsIn } from "./doc.js";
import { say, t } from "./words.js";

export class Catalogue {
  constructor(source) {
    this.source = source;
    this.base = new Map(source.fields.map((one) => [one.key, one]));
    this.types = new Map(source.types.map((one) => [one.key, one]));
    this.lines = new Map(source.lines.map((one) => [one.name, one]));
  }

  // a field of the object, or of its lines as "lines.field", or of the parent as "parent.field"
  field(doc, key) {
    const [holder, inner] = key.split(".");
    if (inner && holder === "parent") return this.field(doc, inner);
    if (inner) {
      const one = this.lines.get(holder)?.fields.find((each) => each.key === inner);
      return one ? { ...one, label: { en: one.label, "zh-hans": one.label } } : { key, label: { en: key }, type: "text", missing: true };
    }
    const added = doc.added[key];
    if (added) return { key, made: true, fresh: true, writable: !this.types.get(added.type)?.follows, ...added };
    const base = this.base.get(key);
    if (!base) return { key, label: { en: key }, type: "text", missing: true };
    return doc.changed[key] ? { ...base, ...doc.changed[key] } : base;
  }

  label(doc, key) {
    const [holder, inner] = key.split(".");
    if (inner) return `${this.lines.get(holder)?.label ?? this.source.object.label} › ${say(this.field(doc, key).label)}`;
    const one = this.field(doc, key);
    return one.hidden ? t("hidden_field") : say(one.label) || t("nameless");
  }

  // fields of the object and of the draft that stand nowhere in the form
  unused(doc) {
    const used = fieldsIn(doc.body);
    const keys = [...Object.keys(doc.added), ...this.base.keys()];
    return keys.filter((key) => !used.has(key) && !doc.trashed.includes(key) && !this.base.get(key)?.hidden);
  }

  icon(field) { return this.source.type_icons[field.kind] ?? this.source.type_icons[field.type] ?? "box"; }

  type(field) {
    const key = field.kind && this.types.has(field.kind) ? field.kind : field.type;
    return this.types.get(key)?.label ?? key;
  }

  related(part) {
    return this.source.related.find((one) => one.object === part.object && one.field === (part.field ?? ""));
  }

  action(name) { return this.source.actions.find((one) => one.name === name)?.label ?? name; }

  // what can be a column of a grid or related list
  columns(part) {
    return (part.type === "lines" ? this.lines.get(part.name)?.fields : this.related(part)?.fields) ?? [];
  }

  column(part, key) { return this.columns(part).find((one) => one.key === key)?.label ?? key; }

  partLabel(part) {
    if (part.type === "lines") return this.lines.get(part.name)?.label ?? part.name;
    if (part.type === "related") return this.related(part)?.label ?? part.object;
    return say(part.label) || t("untitled_section");
  }

  nodeLabel(doc, at) {
    if (at.kind === "tab") return say(at.node.label) || t("general");
    if (at.kind === "column") return this.column(at.part, at.node);
    if (at.kind === "field") return say(at.node.label) || this.label(doc, at.node.field);
    if (at.kind === "button") return say(at.node.label) || (at.node.action ? this.action(at.node.action) : at.node.form);
    if (at.kind === "text") return say(at.node.text).slice(0, 60) || t("text");
    if (at.kind === "separator") return say(at.node.label) || t("separator");
    return this.partLabel(at.node);
  }
}
