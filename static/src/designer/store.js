// The document with its past: every change is a snapshot; changes within a tenth of a second are one step back.
import { forgetPlaces } from "./doc.js";

const GROUP_MS = 100;
const TYPING_MS = 900;
const KEPT = 200;

export class Store extends EventTarget {
  constructor(document, tab) {
    super();
    this.doc = document;
    this.past = [];
    this.future = [];
    this.selection = [];
    this.tab = tab;
    this.edited = "";
    this.last = { at: 0, merge: "" };
  }

  // edit(next) changes a copy; `merge` joins what is typed into one input into one step
  change(edit, { select, merge = "", tab } = {}) {
    const next = structuredClone(this.doc);
    if (edit(next) === false) return false;
    forgetPlaces(next.body);
    const now = performance.now();
    const joined = now - this.last.at < (merge ? TYPING_MS : GROUP_MS) && this.last.merge === merge && this.past.length;
    if (!joined) this.past.push({ doc: this.doc, selection: this.selection, tab: this.tab });
    if (this.past.length > KEPT) this.past.shift();
    this.last = { at: now, merge };
    this.future = [];
    this.doc = next;
    if (select) this.selection = select;
    if (tab) this.tab = tab;
    this.tell("change");
    return true;
  }

  replace(document) {
    this.doc = document;
    this.past = [];
    this.future = [];
    this.selection = [];
    this.tell("change");
  }

  undo() { return this.travel(this.past, this.future); }

  redo() { return this.travel(this.future, this.past); }

  travel(from, to) {
    const one = from.pop();
    if (!one) return false;
    to.push({ doc: this.doc, selection: this.selection, tab: this.tab });
    this.doc = one.doc;
    this.selection = one.selection;
    this.tab = one.tab;
    this.last = { at: 0, merge: "" };
    this.tell("change");
    return true;
  }

  select(ids, { tab } = {}) {
    const same = ids.length === this.selection.length && ids.every((id, at) => id === this.selection[at]);
    if (same && (!tab || tab === this.tab)) return;
    this.selection = ids;
    if (tab) this.tab = tab;
    this.tell("select");
  }

  get primary() { return this.selection.at(-1) ?? ""; }

  tell(kind) { this.dispatchEvent(new Event(kind)); }
}
