// Making: what comes out of the palette, copies, and what an empty form begins with.
import { fieldsIn, find, identified, idOf, insertItem, insertPart, isItem, listOf, newId, newKey, newSection } from "./doc.js";
import { spoken, t } from "./words.js";

export class Making {
  constructor(app) { this.app = app; }

  // something of the palette: where it was dropped, else behind what is selected
  add(wish, at = null) {
    const id = this[`add_${wish.kind}`]?.(wish, at) ?? this.addItem({ id: newId(), type: wish.kind, ...this.initial(wish.kind) }, at);
    if (!id) return;
    const fresh = wish.kind === "new" || wish.kind === "tab" || wish.kind === "section";
    this.app.live(t("added", { name: this.app.nameOf(id) }));
    if (fresh) this.app.rename(id, true);
    else this.app.canvas.focus(id);
  }

  initial(kind) {
    if (kind === "text") return { text: {} };
    return kind === "button" ? { action: this.app.data.actions[0]?.name ?? "" } : {};
  }

  addItem(item, at, more = () => {}) {
    const { primary, tab } = this.app.store;
    this.app.store.change((doc) => {
      more(doc);
      if (at?.holder) listOf(doc.body, "field", at.holder).splice(at.index, 0, item);
      else insertItem(doc.body, item, primary, tab);
    }, { select: [idOf(item)] });
    return idOf(item);
  }

  addPart(part, at) {
    const { primary, tab } = this.app.store;
    this.app.store.change((doc) => {
      if (at?.holder) listOf(doc.body, "section", at.holder).splice(at.index, 0, part);
      else insertPart(doc.body, part, primary, tab);
    }, { select: [part.id] });
    return part.id;
  }

  add_field({ field }, at) { return this.addItem({ type: "field", field }, at); }

  add_new({ type }, at) {
    const key = newKey();
    const label = this.app.catalogue.types.get(type).label;
    const follows = this.app.catalogue.types.get(type).follows;
    const spec = { label: { [spoken()]: label }, type, ...(follows && type !== "relations" ? { settings: { kind: type } } : {}) };
    if (type.endsWith("choice")) spec.choices = [1, 2, 3].map((number) => ({ key: `choice_${number}`, label: { [spoken()]: t("choice_name", { number }) }, tone: "", fresh: true }));
    return this.addItem({ type: "field", field: key }, at, (doc) => { doc.added[key] = spec; });
  }

  add_section({ columns }, at) { return this.addPart(newSection(columns), at); }

  add_lines({ name }, at) {
    const columns = this.app.catalogue.lines.get(name).fields.slice(0, 8).map((one) => one.key);
    return this.addPart({ id: newId("l"), type: "lines", name, columns, totals: [] }, at);
  }

  add_related({ object, field }, at) { return this.addPart({ id: newId("r"), type: "related", object, field, columns: [] }, at); }

  add_column({ part, field }, at) {
    const { primary } = this.app.store;
    const here = find(this.app.store.doc.body, primary);
    const id = `${part}|${field}`;
    this.app.store.change((doc) => {
      const { columns } = find(doc.body, part).node;
      columns.splice(at?.index ?? (here?.kind === "column" ? here.index + 1 : columns.length), 0, field);
    }, { select: [id] });
    return id;
  }

  add_tab() {
    const tab = { id: newId("t"), label: {}, parts: [newSection()] };
    this.app.store.change((doc) => { doc.body.tabs.push(tab); }, { select: [tab.id], tab: tab.id });
    this.app.rename(tab.id, true);
    return tab.id;
  }

  fill(name) {
    const { starts, shipped } = this.app.data;
    this.app.store.change((doc) => {
      doc.body = identified(structuredClone(name === "shipped" ? shipped : starts[name]));
      const gone = new Set(doc.trashed);
      for (const part of doc.body.tabs.flatMap((tab) => tab.parts)) if (part.items) part.items = part.items.filter((one) => !gone.has(one.field));
      const placed = fieldsIn(doc.body);
      const fresh = Object.keys(doc.added).filter((key) => !placed.has(key)).map((field) => ({ type: "field", field }));
      const first = doc.body.tabs[0].parts.find((part) => part.type === "section");
      if (first) first.items.push(...fresh);
      else if (fresh.length) doc.body.tabs[0].parts.unshift({ ...newSection(), items: fresh });
    }, { select: [] });
    this.app.live(t("filled", { name: t(`start_${name}`) }));
  }

  // a copy of a field is a new field; of anything else the same once more
  copy() {
    const at = find(this.app.store.doc.body, this.app.store.primary);
    if (!at || !(isItem(at.kind) || at.kind === "section")) return;
    if (at.kind === "field") this.copyField(at);
    else if (at.kind === "section") this.addPart({ ...structuredClone(at.node), id: newId("s"), items: at.node.items.filter((one) => one.type !== "field").map((one) => ({ ...structuredClone(one), id: newId() })) }, null);
    else this.addItem({ ...structuredClone(at.node), id: newId() }, null);
    this.app.live(t("copied", { name: this.app.nameOf(this.app.store.primary) }));
  }

  copyField(at) {
    const one = this.app.catalogue.field(this.app.store.doc, at.node.field);
    if (one.hidden || !this.app.catalogue.types.has(one.kind || one.type)) return;
    const key = newKey();
    const { label, help, required, target, choices, max_length, minimum, maximum, settings } = one;
    const named = Object.fromEntries(Object.entries(label).map(([code, text]) => [code, t("copy_of", { name: text })]));
    const spec = { label: named, type: one.kind || one.type, help, required, target, choices, max_length, minimum, maximum, settings };
    const kept = Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined && value !== null && value !== "" && value !== false && Object.keys(Object(value)).length + (typeof value !== "object") > 0));
    const { field: _field, label: _label, ...look } = at.node;
    this.addItem({ ...structuredClone(look), type: "field", field: key }, null, (doc) => { doc.added[key] = structuredClone(kept); });
    this.app.rename(`f:${key}`, true);
  }
}
