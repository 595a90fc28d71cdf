// Where people write: messages, and commands completed from the manifest.

import { button, freshId, h } from "./dom.js";
import { menuButton } from "./menu.js";
import { complain, complainIf, forget } from "./notices.js";

export class Composer {
  constructor(root, page) {
    this.page = page;
    this.active = -1;
    this.found = [];
    this.drafts = new Map();
    this.draw(root);
  }

  draw(root) {
    const list = freshId("commands");
    this.list = h("ul", { class: "options upward", role: "listbox", id: list, "aria-label": "Commands", hidden: true });
    this.input = h("textarea", {
      id: "composer-input", rows: "1", autocomplete: "off", "aria-label": "Message or command", role: "combobox",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list,
    });
    this.waiting = h("p", { class: "waiting", role: "status" });
    const shortcuts = () =>
      this.page.shortcuts("global").map((shortcut) => ({
        text: shortcut.name,
        description: shortcut.description,
        run: async () => complainIf(await this.page.gesture("shortcut", { callback_id: shortcut.callback_id })),
      }));
    this.menu = menuButton("+", shortcuts, { class: "quiet shortcuts", "aria-label": "Shortcuts", title: "Shortcuts" });
    this.row = h("div", { class: "composer-row" }, this.menu, this.input, button("Send", () => this.send(), { class: "primary send" }));
    this.closed = h("p", { class: "composer-closed", hidden: true });
    root.append(this.list, this.row, this.closed, this.waiting);
    this.input.addEventListener("input", () => this.suggest());
    this.input.addEventListener("keydown", (event) => this.steer(event));
    this.input.addEventListener("blur", () => this.shut());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  // `shut` is why nobody can write here, or "".
  show(room, label, shut) {
    this.row.hidden = Boolean(shut);
    this.closed.hidden = !shut;
    this.closed.textContent = shut;
    this.menu.hidden = !this.page.shortcuts("global").length;
    if (this.room === room) return;
    if (this.room) this.drafts.set(this.room, this.input.value);
    this.room = room;
    this.input.value = this.drafts.get(room) ?? "";
    this.input.placeholder = `Message ${label}, or / for a command`;
    this.grow();
    this.shut();
  }

  focus() {
    this.input.focus();
  }

  grow() {
    this.input.rows = Math.min(8, this.input.value.split("\n").length);
  }

  suggest() {
    this.grow();
    const typed = this.input.value;
    if (!/^\/\S*$/.test(typed)) return this.shut();
    this.found = this.page.commands().filter((one) => one.command.startsWith(typed.toLowerCase()));
    this.active = this.found.length ? 0 : -1;
    this.list.replaceChildren(...this.found.map((one, index) => this.option(one, index)));
    this.list.hidden = !this.found.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.mark();
  }

  option(one, index) {
    return h(
      "li",
      { role: "option", id: `${this.list.id}-${index}`, on: { click: () => this.complete(one) } },
      h("span", {}, h("strong", {}, one.command), one.usage_hint ? ` ${one.usage_hint}` : ""),
      h("small", {}, one.description),
    );
  }

  mark() {
    [...this.list.children].forEach((row, index) => {
      row.classList.toggle("active", index === this.active);
      row.setAttribute("aria-selected", String(index === this.active));
    });
    if (this.active >= 0) this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.active}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  shut() {
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  complete(one) {
    this.input.value = `${one.command} `;
    this.shut();
    this.input.focus();
  }

  steer(event) {
    if (event.isComposing) return;
    const open = !this.list.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (open && step) {
      event.preventDefault();
      this.active = (this.active + step + this.found.length) % this.found.length;
      this.mark();
    } else if (open && event.key === "Escape") {
      this.shut();
    } else if (open && (event.key === "Tab" || (event.key === "Enter" && !this.isWhole()))) {
      event.preventDefault();
      this.complete(this.found[this.active]);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    }
  }

  isWhole() {
    return this.found.some((one) => one.command === this.input.value.trim());
  }

  async send() {
    const text = this.input.value.trim();
    if (!text || !this.room) return;
    const { room } = this;
    this.input.value = "";
    this.suggest();
    forget();
    if (!text.startsWith("/")) {
      complainIf(await this.page.gesture("post", { room, text }));
      return;
    }
    this.waiting.textContent = `${text.split(" ")[0]} is on its way…`;
    const outcome = await this.page.gesture("command", { room, text });
    this.waiting.textContent = "";
    if (outcome.ok) return;
    complain(outcome.error ?? "The command failed.");
    // A command that failed is worth another try, unless something else was begun meanwhile.
    if (!this.input.value && this.room === room) this.input.value = text;
  }
}
