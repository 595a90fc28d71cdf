// The app's Home of the person one acts as.

import { drawBlock } from "./blocks.js";
import { h, reconcile } from "./dom.js";
import { viewStand } from "./views.js";

export class Home {
  constructor(root, page) {
    this.root = root;
    this.page = page;
  }

  show(view, world) {
    Object.assign(this, { view, world });
    const blocks = view?.blocks ?? [{ block_id: "none", type: "none" }];
    const stand = view ? viewStand(view, { kind: "home" }, world, { ...this.page, redraw: () => this.redraw() }) : null;
    reconcile(this.root, blocks, {
      key: (block) => `${view?.id}/${block.block_id}`,
      signature: (block) => JSON.stringify(block),
      build: (block) => (stand ? drawBlock(block, stand) : h("p", { class: "empty" }, `${world.app.name} has no Home tab for this person yet.`)),
    });
  }

  redraw() {
    for (const node of this.root.children) node.signature = null;
    this.show(this.view, this.world);
  }
}
