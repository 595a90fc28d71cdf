// Says things aloud to screen readers, and shows what went wrong.

import { button, h } from "./dom.js";

const polite = document.getElementById("polite");
const shelf = document.getElementById("notices");

export function say(words) {
  polite.textContent = "";
  // Emptied first and filled a moment later, so that the same words are spoken twice when they happen twice.
  setTimeout(() => {
    polite.textContent = words;
  }, 60);
}

export function complain(words) {
  if ([...shelf.children].some((note) => note.dataset.words === words)) return;
  const note = h("div", { class: "notice", role: "alert", "data-words": words }, h("span", {}, words));
  note.append(button("Dismiss", () => note.remove(), { class: "quiet" }));
  shelf.append(note);
  console.warn(words);
  setTimeout(() => note.remove(), 12_000);
}

// What went wrong before is over once something new is tried.
export function forget() {
  shelf.replaceChildren();
}

export function complainIf(outcome) {
  if (!outcome.ok && outcome.error) complain(outcome.error);
  return outcome;
}

// An open dialog makes everything outside of it silent and out of reach, so these two regions go along into it.
export function moveInto(root) {
  if (polite.parentElement !== root) root.append(shelf, polite);
}
