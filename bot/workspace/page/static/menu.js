// A button that opens a short menu, worked by mouse or by arrow keys.

import { freshId, h } from "./dom.js";

function closeOthers() {
  for (const open of document.querySelectorAll(".menu:not([hidden])")) open.shut?.();
}

export function menuButton(content, items, props = {}) {
  const id = freshId("menu");
  const list = h("div", { class: "menu", role: "menu", id, hidden: true });
  const opener = h(
    "button",
    { type: "button", "aria-haspopup": "menu", "aria-expanded": "false", "aria-controls": id, ...props },
    content,
  );
  const outside = (event) => wrap.contains(event.target) || list.shut();
  list.shut = (focus = false) => {
    list.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside);
    if (focus) opener.focus();
  };
  const open = () => {
    closeOthers();
    list.replaceChildren(...items().map((item) => entry(item, list)));
    list.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", outside);
    list.firstElementChild?.focus();
    list.scrollIntoView({ block: "nearest" });
  };
  opener.addEventListener("click", () => (list.hidden ? open() : list.shut()));
  list.addEventListener("keydown", (event) => steer(event, list));
  const wrap = h("span", { class: "menu-wrap", on: { focusout: (event) => leave(event, wrap, list) } }, opener, list);
  return wrap;
}

function leave(event, wrap, list) {
  if (event.relatedTarget && !wrap.contains(event.relatedTarget) && !list.hidden) list.shut();
}

function entry(item, list) {
  const pick = () => {
    list.shut(true);
    item.run();
  };
  return h(
    "button",
    { type: "button", role: "menuitem", tabindex: "-1", on: { click: pick } },
    h("span", {}, item.text),
    item.description ? h("small", {}, item.description) : null,
  );
}

function steer(event, list) {
  const entries = [...list.children];
  const here = entries.indexOf(document.activeElement);
  const moves = {
    ArrowDown: (here + 1) % entries.length,
    ArrowUp: (here - 1 + entries.length) % entries.length,
    Home: 0,
    End: entries.length - 1,
  };
  if (event.key in moves) {
    event.preventDefault();
    entries[moves[event.key]].focus();
  } else if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    list.shut(true);
  } else if (event.key === "Tab") {
    list.shut();
  }
}
