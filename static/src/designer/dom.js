// Elements by hand: h() makes one, patch() brings the children of a node to a list, touching only what changed.
let drawings = {};

export function setDrawings(all) { drawings = all; }

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.innerHTML = drawings[name] ?? drawings.box ?? "";
  return svg;
}

function put(node, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name === "class") node.className = value;
  else if (name === "on") for (const [kind, act] of Object.entries(value)) node.addEventListener(kind, act);
  else if (name === "data") Object.assign(node.dataset, value);
  else if (name in node && !name.startsWith("aria") && typeof value !== "string") node[name] = value;
  else node.setAttribute(name, value === true ? "" : String(value));
}

export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) put(node, name, value);
  node.append(...children.flat().filter((one) => one !== null && one !== undefined && one !== false && one !== ""));
  return node;
}

export function button(label, name, act, more = {}) {
  const { text = "", variant = "ghost", ...rest } = more;
  const named = text ? {} : { "aria-label": label, title: label };
  const size = text ? {} : { "data-size": "icon-sm" };
  return h("button", { type: "button", class: "btn", "data-variant": variant, ...size, ...named, on: { click: act }, ...rest },
    name ? icon(name) : null, text);
}

// wanted: [{key, sign, make(), update?(node)}]; a child whose sign is as before stays untouched
export function patch(parent, wanted) {
  const held = new Map();
  for (const child of parent.children) if (child.dataset.key !== undefined) held.set(child.dataset.key, child);
  const keys = new Set();
  wanted.forEach((one, index) => {
    const node = kept(held.get(one.key), one);
    keys.add(one.key);
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
    one.inside?.(node);
  });
  for (const child of [...parent.children].slice(wanted.length)) if (!keys.has(child.dataset.key)) child.remove();
}

function kept(old, one) {
  if (old && old.sign === one.sign) return old;
  const node = one.make();
  node.dataset.key = one.key;
  node.sign = one.sign;
  if (old) {
    const focused = old === document.activeElement;
    old.replaceWith(node);
    if (focused) node.focus({ preventScroll: true });
  }
  return node;
}
