// The body of a form as a tree: tabs > parts > items (and the columns of grids), found and moved by id.
const known = new WeakMap();

export const newId = (prefix = "n") => `${prefix}${Math.random().toString(36).slice(2, 9)}`;
export const newKey = () => `new_${Math.random().toString(36).slice(2, 8).padEnd(6, "0")}`;
export const idOf = (node) => (node.type === "field" ? `f:${node.field}` : node.id);
export const columnId = (part, key) => `${part.id}|${key}`;

// id → {kind, node, list, index, tab, part}
export function places(body) {
  let map = known.get(body);
  if (map) return map;
  map = new Map();
  body.tabs.forEach((tab, index) => {
    map.set(tab.id, { kind: "tab", node: tab, list: body.tabs, index, tab });
    tab.parts.forEach((part, at) => {
      map.set(part.id, { kind: part.type, node: part, list: tab.parts, index: at, tab, part });
      if (part.type === "section") {
        part.items.forEach((item, one) => map.set(idOf(item), { kind: item.type, node: item, list: part.items, index: one, tab, part }));
      } else {
        part.columns.forEach((key, one) => map.set(columnId(part, key), { kind: "column", node: key, list: part.columns, index: one, tab, part }));
      }
    });
  });
  known.set(body, map);
  return map;
}

export const forgetPlaces = (body) => known.delete(body);

export const find = (body, id) => places(body).get(id);

export function identified(body) {
  for (const tab of body.tabs) {
    for (const part of tab.parts) {
      for (const item of part.items ?? []) if (item.type !== "field") item.id ??= newId();
    }
  }
  return body;
}

export const isItem = (kind) => ["field", "separator", "text", "button"].includes(kind);
export const isPart = (kind) => ["section", "lines", "related"].includes(kind);

export function fieldsIn(body) {
  const keys = new Set();
  for (const tab of body.tabs) for (const part of tab.parts) for (const item of part.items ?? []) if (item.type === "field") keys.add(item.field);
  return keys;
}

export function newSection(columns = 2) {
  return { id: newId("s"), type: "section", label: {}, columns, items: [] };
}

// where something new goes: behind what is selected, else at the end of the tab
export function placeFor(body, selected, tabId) {
  const at = selected ? find(body, selected) : null;
  const tab = at?.tab ?? body.tabs.find((one) => one.id === tabId) ?? body.tabs[0];
  if (at && isItem(at.kind)) return { part: at.part, index: at.index + 1, tab };
  if (at?.kind === "section") return { part: at.node, index: at.node.items.length, tab };
  const last = tab.parts.findLast((part) => part.type === "section" && !part.keeping) ?? null;
  return { part: last, index: last ? last.items.length : 0, tab };
}

export function insertItem(body, item, selected, tabId) {
  const place = placeFor(body, selected, tabId);
  if (!place.part) {
    place.part = newSection();
    place.tab.parts.push(place.part);
    place.index = 0;
  }
  place.part.items.splice(place.index, 0, item);
}

export function insertPart(body, part, selected, tabId) {
  const at = selected ? find(body, selected) : null;
  const tab = at?.tab ?? body.tabs.find((one) => one.id === tabId) ?? body.tabs[0];
  const index = at?.part ? tab.parts.indexOf(at.part) + 1 : tab.parts.length;
  tab.parts.splice(index, 0, part);
}

export function remove(body, ids) {
  const gone = ids.map((id) => find(body, id)).filter(Boolean);
  for (const one of gone) {
    if (one.kind === "tab" && body.tabs.length === 1) continue;
    const at = one.list.indexOf(one.node);
    if (at >= 0) one.list.splice(at, 1);
  }
  known.delete(body);
}

// the list something can be moved into: items of a section, parts of a tab, columns of a grid, the tabs themselves
export function listOf(body, kind, holder) {
  if (kind === "tab") return body.tabs;
  const at = find(body, holder);
  if (!at) return null;
  if (isPart(kind)) return at.tab.parts;
  if (kind === "column") return at.kind === "column" ? at.list : at.node.columns;
  return at.part?.type === "section" ? at.part.items : null;
}

// moves nodes behind one another to a place of a list, counted without them
export function move(body, ids, holder, index) {
  const moved = ids.map((id) => find(body, id)).filter(Boolean);
  if (!moved.length) return;
  const list = listOf(body, moved[0].kind, holder);
  if (!list) return;
  for (const one of moved) one.list.splice(one.list.indexOf(one.node), 1);
  list.splice(Math.max(0, Math.min(index, list.length)), 0, ...moved.map((one) => one.node));
  known.delete(body);
}

// one step with the keyboard; across the edge of a section into the next, of a tab into the next
export function step(body, id, direction) {
  const at = find(body, id);
  if (!at) return false;
  const back = direction === "up" || direction === "left";
  const sideways = direction === "left" || direction === "right";
  if (isPart(at.kind) && sideways) return toTab(body, at, back);
  const to = at.index + (back ? -1 : 1);
  if (to >= 0 && to < at.list.length) {
    at.list.splice(at.index, 1);
    at.list.splice(to, 0, at.node);
    known.delete(body);
    return true;
  }
  return isItem(at.kind) ? acrossSection(body, at, back) : false;
}

function toTab(body, at, back) {
  const next = body.tabs[body.tabs.indexOf(at.tab) + (back ? -1 : 1)];
  if (!next) return false;
  at.list.splice(at.index, 1);
  next.parts.push(at.node);
  known.delete(body);
  return true;
}

function acrossSection(body, at, back) {
  const sections = body.tabs.flatMap((tab) => tab.parts).filter((part) => part.type === "section");
  const next = sections[sections.indexOf(at.part) + (back ? -1 : 1)];
  if (!next) return false;
  at.list.splice(at.index, 1);
  next.items.splice(back ? next.items.length : 0, 0, at.node);
  known.delete(body);
  return true;
}
