// Where somebody's hand is. A part of the page that is being pressed, or has a list open, is drawn anew only once the
// hand is off it: to the browser, a press whose button is replaced before it ends is no press.

const OPEN = '[role="combobox"][aria-expanded="true"], [aria-haspopup="menu"][aria-expanded="true"]';

let pressed = null;

export function inHand(root) {
  return Boolean(pressed && root.contains(pressed)) || root.querySelector(OPEN) !== null;
}

// Calls `free` when a hand may have come off, after what it did has been done.
export function onRelease(free) {
  const listen = (target, event, act) => target.addEventListener(event, act, { capture: true });
  const press = (event) => {
    pressed = event.target;
  };
  const release = () => {
    pressed = null;
    setTimeout(free);
  };
  listen(document, "pointerdown", (event) => event.button === 0 && press(event));
  listen(document, "keydown", (event) => event.key === " " && press(event));
  for (const event of ["pointerup", "pointercancel", "keyup"]) listen(document, event, release);
  window.addEventListener("blur", release);
  // Over a scrollbar, or outside of the window, the browser keeps the end of a press to itself.
  listen(document, "pointermove", (event) => pressed && !event.buttons && release());
  listen(document, "focusout", () => setTimeout(free));
}
