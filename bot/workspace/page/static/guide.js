// The guided path: one line that says what to try next, and as whom. How far one is, this browser alone remembers.

import { button, h } from "./dom.js";
import { say } from "./notices.js";

const KEPT = "workspace.guide";
const CLOSED = "closed";

export class Guide {
  constructor(root, page) {
    this.root = root;
    this.page = page;
    this.line = h("p");
    this.next = button("Next", () => this.turn());
    this.shut = button("Close", () => this.close(), { class: "quiet", "aria-label": "Close the guide" });
    root.append(this.line, this.next, this.shut);
  }

  show(hints, world) {
    this.hints = hints;
    this.world = world;
    const kept = localStorage.getItem(KEPT);
    this.at = Math.min(Number(kept) || 0, hints.length - 1);
    this.root.hidden = kept === CLOSED || !hints.length;
    if (this.root.hidden) return;
    const { by, words } = hints[this.at];
    this.line.replaceChildren(`Try this (${this.at + 1} of ${hints.length}). As `, h("strong", {}, world.people[by].name), `: ${words}`);
    this.next.hidden = this.at === hints.length - 1;
  }

  turn() {
    localStorage.setItem(KEPT, String(this.at + 1));
    this.show(this.hints, this.world);
    if (this.next.hidden) this.shut.focus();
    say(this.line.textContent);
  }

  close() {
    localStorage.setItem(KEPT, CLOSED);
    this.root.hidden = true;
    this.page.focusHome();
  }
}
