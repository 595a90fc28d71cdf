// Builds and mends the page's elements; words only ever enter through text nodes.

const SVG = "http://www.w3.org/2000/svg";

function append(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return parent;
}

function describe(node, props) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (name === "value") {
      node.value = value;
    } else {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  return node;
}

export function h(tag, props = {}, ...children) {
  return append(describe(document.createElement(tag), props), children);
}

export function svg(tag, props = {}, ...children) {
  return append(describe(document.createElementNS(SVG, tag), props), children);
}

export function button(text, onClick, props = {}) {
  return h("button", { type: "button", ...props, on: { click: onClick } }, text);
}

let lastId = 0;

export function freshId(word) {
  lastId += 1;
  return `${word}-${lastId}`;
}

// A key says where a control stands: view or message, block, action. Slack makes up the block's id where the app gave
// none, anew at every update, so the same action in the same order is the next best thing.
export function keyOf(...parts) {
  return parts.join(" › ");
}

function sameAction(root, key) {
  const tail = (node) => node.dataset.key.split(" › ").slice(2).join();
  const [, , ...wanted] = key.split(" › ");
  return wanted.length ? [...root.querySelectorAll("[data-key]")].filter((node) => tail(node) === wanted.join()) : [];
}

function remember(root) {
  const focused = document.activeElement;
  if (!focused || !root.contains(focused) || !focused.dataset.key) return null;
  const hasCaret = focused.matches("input, textarea") && focused.type !== "number";
  return {
    node: focused,
    key: focused.dataset.key,
    order: sameAction(root, focused.dataset.key).indexOf(focused),
    from: hasCaret ? focused.selectionStart : null,
    to: hasCaret ? focused.selectionEnd : null,
  };
}

function giveBack(root, kept) {
  if (!kept || kept.node.isConnected) {
    if (kept && document.activeElement !== kept.node) kept.node.focus({ preventScroll: true });
    return;
  }
  const exact = [...root.querySelectorAll("[data-key]")].find((node) => node.dataset.key === kept.key);
  const heir = exact ?? sameAction(root, kept.key)[kept.order];
  if (!heir) return;
  heir.focus({ preventScroll: true });
  if (kept.from !== null && heir === exact && heir.setSelectionRange) {
    try {
      heir.setSelectionRange(kept.from, kept.to);
    } catch {
      // Dates and numbers have no caret to put back.
    }
  }
}

// Keeps every child whose key and signature are unchanged, so focus and half-typed words stay where they are.
export function reconcile(root, items, { key, signature, build }) {
  const kept = remember(root);
  const old = new Map([...root.children].map((node) => [node.dataset.part, node]));
  let after = null;
  for (const item of items) {
    const name = key(item);
    const sign = signature(item);
    let node = old.get(name);
    if (!node || node.signature !== sign) {
      const fresh = build(item);
      fresh.dataset.part = name;
      fresh.signature = sign;
      if (node) node.replaceWith(fresh);
      node = fresh;
    }
    old.delete(name);
    const place = after ? after.nextSibling : root.firstChild;
    if (place !== node) root.insertBefore(node, place);
    after = node;
  }
  for (const gone of old.values()) gone.remove();
  giveBack(root, kept);
}

export function replace(root, ...children) {
  const kept = remember(root);
  root.replaceChildren();
  append(root, children);
  giveBack(root, kept);
  return root;
}
