// The school's clock, and the buttons that move it.

import { moment } from "./dates.js";
import { button, h, replace } from "./dom.js";
import { complainIf, say } from "./notices.js";

export class Clock {
  constructor(root, page) {
    this.page = page;
    this.face = h("time", { class: "clock-face" });
    this.moves = h("span", { class: "moves", role: "group", "aria-label": "Move the clock" });
    root.append(this.face, this.moves);
  }

  show(screen, world) {
    this.face.textContent = moment(world.now, world);
    this.face.setAttribute("datetime", screen.now);
    const sign = JSON.stringify([screen.moves, screen.moving]);
    if (sign === this.sign) return;
    this.sign = sign;
    const busy = screen.moving !== null;
    replace(
      this.moves,
      screen.moves.map((label, index) => {
        const spinner = screen.moving === label ? h("span", { class: "spinner", "aria-hidden": "true" }) : null;
        return button([spinner, label], () => this.move(index, label), { "data-key": `move/${index}`, "aria-disabled": busy ? "true" : null });
      }),
    );
    if (busy) say(`The clock is moving: ${screen.moving}`);
  }

  async move(index, label) {
    if (JSON.parse(this.sign ?? "[null,null]")[1] !== null) return;
    const outcome = complainIf(await this.page.gesture("move", { index }));
    await this.page.redraw();
    if (outcome.ok) say(`${label}: it is now ${this.face.textContent}`);
  }
}
