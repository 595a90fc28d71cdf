// A select that one types into: one choice or several, from fixed options or from the app.

import { button, freshId, h } from "./dom.js";

// spec: label, placeholder, key, multiple, most, clearable, chosen [{text, value}], find(query) -> [{text, value, description,
// group}] or a promise of it, fewest (letters before it asks), slow (waits for typing to stop), onChange([values])
export function combobox(spec) {
  const box = new Box(spec);
  return box.root;
}

class Box {
  constructor(spec) {
    this.spec = spec;
    this.chosen = spec.chosen;
    this.found = [];
    this.active = -1;
    this.turn = 0;
    this.draw();
    this.show();
  }

  draw() {
    const { spec } = this;
    const listId = freshId("options");
    this.list = h("ul", { class: "options", role: "listbox", id: listId, "aria-label": spec.label, hidden: true });
    if (spec.multiple) this.list.setAttribute("aria-multiselectable", "true");
    this.status = h("div", { class: "options-status", role: "status", hidden: true });
    this.input = h("input", {
      type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": listId, "aria-label": spec.labelledby ? null : spec.label, "aria-labelledby": spec.labelledby,
      "aria-describedby": spec.describedby, "aria-invalid": spec.invalid ? "true" : null, "aria-required": spec.required ? "true" : null,
      id: spec.id, "data-key": spec.key, placeholder: spec.placeholder,
    });
    this.chips = h("span", { class: "chips" });
    this.clear = button("×", () => this.change([]), { class: "clear", "aria-label": `Clear ${spec.label}` });
    this.root = h("span", { class: "combobox" }, this.chips, this.input, this.clear, this.list, this.status);
    this.listen();
  }

  listen() {
    this.input.addEventListener("focus", () => this.spec.multiple || this.input.select());
    this.input.addEventListener("click", () => this.open());
    this.input.addEventListener("input", () => this.open());
    this.input.addEventListener("keydown", (event) => this.steer(event));
    this.root.addEventListener("focusout", (event) => this.root.contains(event.relatedTarget) || this.shut());
    // The list must not take the focus away from the input before a click has chosen.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  show() {
    const { multiple, clearable } = this.spec;
    this.input.value = multiple ? "" : (this.chosen[0]?.text ?? "");
    this.clear.hidden = multiple || !clearable || !this.chosen.length;
    this.chips.replaceChildren(...(multiple ? this.chosen.map((option) => this.chip(option)) : []));
  }

  chip(option) {
    const drop = () => {
      this.change(this.chosen.filter((other) => other.value !== option.value));
      this.input.focus();
    };
    return h("span", { class: "chip" }, option.text, button("×", drop, { "aria-label": `Remove ${option.text}` }));
  }

  get query() {
    const typed = this.input.value.trim();
    return !this.spec.multiple && typed === this.chosen[0]?.text ? "" : typed;
  }

  async open() {
    const turn = ++this.turn;
    this.input.setAttribute("aria-expanded", "true");
    const fewest = this.spec.fewest ?? 0;
    if (this.query.length < fewest) {
      this.fill([], fewest === 1 ? "Type to search" : `Type at least ${fewest} letters`);
      return;
    }
    if (this.spec.slow) {
      this.fill([], "Looking…");
      await new Promise((resume) => setTimeout(resume, 150));
      if (turn !== this.turn) return;
    }
    const found = await this.spec.find(this.query);
    if (turn === this.turn) this.fill(found, found.length ? "" : "Nothing found");
  }

  fill(found, status) {
    this.found = found.slice(0, 200);
    this.active = found.length ? Math.max(0, this.found.findIndex((option) => this.isChosen(option))) : -1;
    this.status.textContent = status;
    this.status.hidden = !status;
    this.list.hidden = !this.found.length;
    let group = null;
    const rows = this.found.flatMap((option, index) => {
      const head = option.group && option.group !== group ? [h("li", { class: "group", role: "presentation" }, option.group)] : [];
      group = option.group;
      return [...head, this.row(option, index)];
    });
    this.list.replaceChildren(...rows);
    this.mark();
    (this.found.length ? this.list : this.status).scrollIntoView({ block: "nearest" });
    this.input.scrollIntoView({ block: "nearest" }); // of a long list the end may stay out of sight, not what is typed
  }

  row(option, index) {
    return h(
      "li",
      {
        role: "option", id: `${this.list.id}-${index}`, "aria-selected": String(this.isChosen(option)),
        on: { click: () => this.pick(option) },
      },
      h("span", {}, option.text),
      option.description ? h("small", {}, option.description) : null,
    );
  }

  isChosen(option) {
    return this.chosen.some((other) => other.value === option.value);
  }

  mark() {
    for (const row of this.list.querySelectorAll(".active")) row.classList.remove("active");
    const row = this.active < 0 ? null : this.list.querySelector(`#${this.list.id}-${this.active}`);
    row?.classList.add("active");
    row?.scrollIntoView({ block: "nearest" });
    if (row) this.input.setAttribute("aria-activedescendant", row.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  shut() {
    this.turn += 1;
    this.list.hidden = true;
    this.status.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.show();
  }

  pick(option) {
    if (!this.spec.multiple) {
      this.change([option]);
    } else if (this.isChosen(option)) {
      this.change(this.chosen.filter((other) => other.value !== option.value));
    } else if (!this.spec.most || this.chosen.length < this.spec.most) {
      this.change([...this.chosen, option]);
    }
  }

  change(chosen) {
    this.chosen = chosen;
    this.shut();
    this.spec.onChange(chosen.map((option) => option.value));
  }

  steer(event) {
    const isOpen = this.input.getAttribute("aria-expanded") === "true";
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!isOpen) this.open();
      else if (this.found.length) {
        this.active = (this.active + step + this.found.length) % this.found.length;
        this.mark();
      }
    } else if (event.key === "Enter" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      if (this.active >= 0) this.pick(this.found[this.active]);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.shut();
    } else if (event.key === "Backspace" && this.spec.multiple && !this.input.value && this.chosen.length) {
      this.change(this.chosen.slice(0, -1));
    }
  }
}
