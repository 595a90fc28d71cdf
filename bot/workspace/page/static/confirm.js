// Asks before an action that carries a confirm object.

import { button, freshId, h } from "./dom.js";
import { textObject, wordsOf } from "./mrkdwn.js";

export function confirmed(confirm, world) {
  if (!confirm) return Promise.resolve(true);
  return new Promise((resolve) => {
    const title = freshId("confirm");
    const answer = (yes) => {
      dialog.close();
      dialog.remove();
      resolve(yes);
    };
    const dialog = h(
      "dialog",
      { class: "confirm", role: "alertdialog", "aria-labelledby": title, on: { cancel: () => answer(false) } },
      h("h2", { id: title }, wordsOf(confirm.title)),
      h("div", { class: "confirm-text" }, textObject(confirm.text, world)),
      h(
        "div",
        { class: "modal-foot" },
        button(wordsOf(confirm.deny) || "Cancel", () => answer(false)),
        button(wordsOf(confirm.confirm) || "Yes", () => answer(true), { class: confirm.style === "danger" ? "danger" : "primary" }),
      ),
    );
    const opener = document.activeElement;
    document.body.append(dialog);
    dialog.addEventListener("close", () => opener?.isConnected && opener.focus());
    dialog.showModal();
  });
}
