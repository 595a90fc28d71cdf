// What modals and Home share: a stand for their blocks, and what was typed but has not come back from the workspace yet.

import { complainIf } from "./notices.js";

export class Typing {
  constructor(gesture) {
    this.gesture = gesture;
    this.waiting = new Map();
    this.last = Promise.resolve();
  }

  // One after another, so that what was typed first never lands last. A value may be promised, as an uploaded file is.
  send(name, details) {
    const sent = this.last.then(async () => this.gesture(name, { ...details, value: await details.value }));
    this.last = sent.catch(() => null);
    return sent;
  }

  keep(view, where, text, tell) {
    this.waiting.set(keyOf(view, where), { view: view.id, where, text, tell, sent: null });
  }

  typed(view, where) {
    return this.waiting.get(keyOf(view, where))?.text;
  }

  type(view, where, text) {
    const entry = this.waiting.get(keyOf(view, where));
    if (!entry || entry.sent === text) return this.last;
    entry.sent = text;
    return this.send("fill", { view_id: view.id, ...where, value: text }).then(complainIf);
  }

  async flush() {
    for (const entry of this.waiting.values()) entry.tell();
    await this.last;
  }

  // A text is the workspace's own once its state says the same; what belonged to a closed view is forgotten.
  settle(views) {
    for (const [key, entry] of this.waiting) {
      const view = views.find((one) => one.id === entry.view);
      const state = view?.state?.values?.[entry.where.block_id]?.[entry.where.action_id];
      if (!state || (state.value ?? "") === entry.text) this.waiting.delete(key);
    }
  }
}

function keyOf(view, where) {
  return `${view.id}/${where.block_id}/${where.action_id}`;
}

// `page` has gesture(name, details), typing and redraw(); `place` is the view's place in Slack's sense.
export function viewStand(view, place, world, page, extra = {}) {
  const { typing } = page;
  return {
    world,
    key: view.id,
    state: view.state?.values,
    typed: (where) => typing.typed(view, where),
    keep: (where, text, tell) => typing.keep(view, where, text, tell),
    type: (where, text) => typing.type(view, where, text),
    fill: (where, value) => typing.send("fill", { view_id: view.id, ...where, value }).then(complainIf),
    press: async (where, value) => {
      await typing.flush();
      return complainIf(await page.gesture("act", { place, ...where, value }));
    },
    suggest: async (where, query) => (await page.gesture("suggest", { place, ...where, query })).options ?? [],
    upload: page.upload,
    redraw: page.redraw,
    ...extra,
  };
}
