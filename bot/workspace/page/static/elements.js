// One interactive element of a block, drawn and wired to its gesture.

import { confirmed } from "./confirm.js";
import { button, h } from "./dom.js";
import { checkboxes, dateInput, fileInput, momentInput, radioButtons, textInput, timeInput } from "./fields.js";
import { menuButton } from "./menu.js";
import { isHome, openHome, textObject, wordsOf } from "./mrkdwn.js";
import { isSelect, select } from "./selects.js";

const FIELDS = {
  plain_text_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  number_input: textInput,
  datepicker: dateInput,
  timepicker: timeInput,
  datetimepicker: momentInput,
  file_input: fileInput,
  checkboxes,
  radio_buttons: radioButtons,
};

function openUrl(url) {
  if (isHome(url)) openHome();
  if (/^https?:/i.test(url)) window.open(url, "_blank", "noopener,noreferrer");
}

function pressable(element, spot, content) {
  const press = async () => {
    if (node.getAttribute("aria-disabled") === "true") return;
    if (!(await confirmed(element.confirm, spot.world))) return;
    if (element.url) openUrl(element.url);
    node.setAttribute("aria-disabled", "true");
    await spot.press(element.value ?? null);
    node.removeAttribute("aria-disabled");
  };
  const node = button(content, press, {
    class: ["block-button", element.style].filter(Boolean).join(" "),
    "data-key": spot.key,
    "aria-label": element.accessibility_label,
  });
  return node;
}

function overflow(element, spot) {
  const items = () =>
    element.options.map((option) => ({
      text: wordsOf(option.text),
      description: wordsOf(option.description),
      run: async () => {
        if (!(await confirmed(element.confirm, spot.world))) return;
        if (option.url) openUrl(option.url);
        await spot.press(option.value);
      },
    }));
  return menuButton("⋯", items, { class: "block-button overflow", "aria-label": "More actions", "data-key": spot.key });
}

function feedback(element, spot) {
  const sides = [element.positive_button, element.negative_button].filter(Boolean);
  return h("span", {}, sides.map((side) => pressable(side, spot, textObject(side.text, spot.world))));
}

function picture(element) {
  return h("span", { class: "picture", role: "img", "aria-label": element.alt_text }, element.alt_text);
}

const BUTTONS = {
  button: (element, spot) => pressable(element, spot, textObject(element.text, spot.world)),
  workflow_button: (element, spot) => pressable(element, spot, textObject(element.text, spot.world)),
  icon_button: (element, spot) => pressable(element, spot, textObject(element.text, spot.world)),
  overflow,
  feedback_buttons: feedback,
  image: picture,
};

// A choice outside of an input block may ask first; if the answer is no, the element is drawn again as it was.
function asking(element, spot) {
  if (!element.confirm || spot.isInput) return spot;
  return {
    ...spot,
    choose: async (value) => ((await confirmed(element.confirm, spot.world)) ? spot.choose(value) : spot.redraw()),
  };
}

export function drawElement(element, spot) {
  if (element.type in BUTTONS) return BUTTONS[element.type](element, spot);
  if (isSelect(element.type)) return select(element, asking(element, spot));
  if (element.type in FIELDS) return FIELDS[element.type](element, asking(element, spot));
  return h("span", { class: "unknown" }, `(${element.type} is not shown here)`);
}
