// The stack of open views as one dialog: the top view, with a way back to the one beneath.

import { drawBlock } from "./blocks.js";
import { button, h, reconcile } from "./dom.js";
import { wordsOf } from "./mrkdwn.js";
import { moveInto, say } from "./notices.js";
import { viewStand } from "./views.js";

export class ModalStack {
  constructor(page) {
    this.page = page;
    this.view = null;
    this.errors = {};
    this.trouble = "";
    this.submitted = null;
    this.draw();
  }

  draw() {
    this.title = h("h2", { id: "modal-title", tabindex: "-1" });
    this.back = button("‹", () => this.close(false), { class: "quiet", "aria-label": "Back", hidden: true });
    this.cross = button("×", () => this.close(true), { class: "quiet", "aria-label": "Close" });
    this.banner = h("div", { class: "modal-banner", role: "alert" });
    this.body = h("div", { class: "modal-body" });
    this.cancel = button("", () => this.close(false));
    this.save = button("", () => this.submit(), { class: "primary" });
    this.foot = h("div", { class: "modal-foot" }, this.cancel, this.save);
    this.dialog = h(
      "dialog",
      { class: "modal", "aria-labelledby": "modal-title" },
      h("div", { class: "modal-head" }, this.back, this.title, this.cross),
      this.banner,
      this.body,
      this.foot,
    );
    this.dialog.addEventListener("cancel", (event) => {
      if (event.target !== this.dialog) return;
      event.preventDefault();
      this.close(false);
    });
    document.body.append(this.dialog);
  }

  // What is being submitted is this version of the view: one that has already come in its place can be used at once.
  get busy() {
    return this.view !== null && this.submitted === versionOf(this.view);
  }

  show(views, world) {
    const view = views.at(-1) ?? null;
    this.world = world;
    this.depth = views.length;
    if (!view) return this.hide();
    const isNew = view.id !== this.view?.id || !sharesInputs(view, this.view);
    if (isNew) {
      this.errors = {};
      this.trouble = "";
    }
    this.view = view;
    this.render();
    if (!this.dialog.open) {
      this.dialog.showModal();
      moveInto(this.dialog);
    }
    if (isNew) this.begin();
  }

  hide() {
    this.view = null;
    if (!this.dialog.open) return;
    moveInto(document.body);
    this.dialog.close();
    this.body.replaceChildren();
    if (document.activeElement === document.body) this.page.focusHome();
  }

  begin() {
    this.body.scrollTop = 0;
    const first = this.body.querySelector("[autofocus], .input-block input, .input-block textarea");
    (first ?? this.title).focus();
    say(wordsOf(this.view.title));
  }

  render() {
    const { view } = this;
    this.title.textContent = wordsOf(view.title);
    this.back.hidden = this.depth < 2;
    const place = { kind: "view", view_id: view.id };
    const stand = viewStand(view, place, this.world, this.page, {
      errors: this.errors,
      submit: view.submit ? () => this.submit() : undefined,
      redraw: () => this.redraw(),
    });
    reconcile(this.body, view.blocks, {
      key: (block) => `${view.id}/${block.block_id}`,
      signature: (block) => JSON.stringify([block, this.errors[block.block_id]]),
      build: (block) => drawBlock(block, stand),
    });
    this.renderEnds();
  }

  renderEnds() {
    const { view, busy } = this;
    const loose = Object.entries(this.errors).filter(([block]) => !view.blocks.some((one) => one.block_id === block));
    const words = [this.trouble, ...loose.map(([, text]) => text)].filter(Boolean).join(" ");
    if (this.banner.textContent !== words) this.banner.textContent = words;
    this.dialog.setAttribute("aria-busy", String(busy));
    const cancel = wordsOf(view.close) || (view.submit ? "Cancel" : "Close");
    const submit = wordsOf(view.submit);
    const sign = JSON.stringify([cancel, submit, busy]);
    if (this.foot.signature === sign) return;
    this.foot.signature = sign;
    this.cancel.textContent = cancel;
    this.save.replaceChildren(...(busy ? [h("span", { class: "spinner", "aria-hidden": "true" })] : []), submit);
    this.save.hidden = !submit;
    this.save.setAttribute("aria-disabled", String(busy));
  }

  redraw() {
    for (const node of this.body.children) node.signature = null;
    this.render();
  }

  async submit() {
    if (this.busy) return;
    const { view } = this;
    this.submitted = versionOf(view);
    this.renderEnds();
    await this.page.typing.flush();
    const outcome = await this.page.gesture("submit", { view_id: view.id });
    if (this.submitted === versionOf(view)) this.submitted = null;
    if (this.view?.id !== view.id) return;
    this.errors = outcome.errors ?? {};
    this.trouble = outcome.ok || Object.keys(this.errors).length ? "" : outcome.error;
    this.render();
    this.toFirstError();
    await this.page.redraw();
  }

  toFirstError() {
    const count = Object.keys(this.errors).length;
    if (!count) return;
    const block = this.body.querySelector(".input-block.invalid");
    block?.scrollIntoView({ block: "center" });
    block?.querySelector("input, textarea")?.focus({ preventScroll: true });
    say(count === 1 ? "There is 1 thing to fix." : `There are ${count} things to fix.`);
  }

  async close(everything) {
    if (this.busy || !this.view) return;
    await this.page.typing.flush();
    if (!this.view) return;
    await this.page.gesture("close", { view_id: this.view.id, everything });
    await this.page.redraw();
  }
}

function versionOf(view) {
  return `${view.id}/${view.hash}`;
}

// The pages of a form keep the view's id; another page is known by having none of the inputs of the one before.
function sharesInputs(view, before) {
  const ids = (one) => one.blocks.filter((block) => block.type === "input").map((block) => block.block_id);
  const old = new Set(ids(before));
  const now = ids(view);
  return now.some((id) => old.has(id)) || (!now.length && !old.size);
}
