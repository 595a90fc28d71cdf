// The inputs that hold a value: texts, dates, times, checkboxes and radio buttons.

import { freshId, h, keyOf } from "./dom.js";
import { textObject, wordsOf } from "./mrkdwn.js";

const PAUSE = 300;

// What a control needs of its surroundings to be announced rightly.
export function aria(spot) {
  return {
    id: spot.id,
    "data-key": spot.key,
    "aria-label": spot.labelledby ? null : spot.label,
    "aria-labelledby": spot.labelledby,
    "aria-describedby": spot.describedby,
    "aria-invalid": spot.invalid ? "true" : null,
    "aria-required": spot.required ? "true" : null,
  };
}

const INPUT_MODES = { number_input: "decimal", email_text_input: "email", url_text_input: "url" };

export function textInput(element, spot) {
  const multiline = Boolean(element.multiline);
  const input = h(multiline ? "textarea" : "input", {
    ...aria(spot),
    type: multiline ? null : "text",
    rows: multiline ? "4" : null,
    inputmode: INPUT_MODES[element.type],
    autocomplete: "off",
    placeholder: wordsOf(element.placeholder),
    autofocus: element.focus_on_load,
    value: spot.typed() ?? spot.state?.value ?? "",
  });
  const counter = element.max_length ? h("span", { class: "counter", "aria-hidden": "true" }) : null;
  let timer = 0;
  const tell = () => {
    clearTimeout(timer);
    return spot.type(input.value);
  };
  const count = () => {
    if (counter) counter.textContent = `${element.max_length - [...input.value].length}`;
  };
  count();
  input.addEventListener("input", () => {
    count();
    spot.keep(input.value, tell);
    clearTimeout(timer);
    timer = setTimeout(tell, PAUSE);
  });
  input.addEventListener("change", tell);
  input.addEventListener("keydown", (event) => onEnter(event, input, multiline, spot));
  return h("span", { class: counter ? "text-input counted" : "text-input" }, input, counter);
}

function onEnter(event, input, multiline, spot) {
  if (event.key !== "Enter" || event.isComposing) return;
  if (multiline && !event.ctrlKey && !event.metaKey) return;
  if (spot.enter) {
    event.preventDefault();
    spot.enter(input.value);
  }
}

export function dateInput(element, spot) {
  const input = h("input", { ...aria(spot), type: "date", min: "1900-01-01", max: "2100-12-31", value: spot.state?.selected_date ?? "" });
  input.addEventListener("change", () => {
    // While a year is being typed the browser reports 0002, 0020, 0202: those are nobody's choice.
    if (!input.value || input.value >= "1900") spot.choose(input.value || null);
  });
  return input;
}

export function fileInput(element, spot) {
  const held = spot.state?.files ?? [];
  const types = (element.filetypes ?? []).map((type) => `.${type}`).join(",");
  const input = h("input", { ...aria(spot), type: "file", accept: types || null, multiple: (element.max_files ?? 10) > 1 });
  input.addEventListener("change", () => spot.choose(Promise.all([...input.files].map((file) => spot.upload(file)))));
  const names = held.map((file) => h("li", {}, file.name));
  return h("span", { class: "file-input" }, input, names.length ? h("ul", { class: "files" }, names) : null);
}

export function timeInput(element, spot) {
  const input = h("input", { ...aria(spot), type: "time", value: spot.state?.selected_time ?? "" });
  input.addEventListener("change", () => spot.choose(input.value || null));
  return input;
}

function wallClock(seconds, timezone) {
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short", timeStyle: "short" });
  return parts.format(new Date(seconds * 1000)).replace(" ", "T");
}

function secondsAt(wall, timezone) {
  const guess = Date.parse(`${wall}Z`) / 1000;
  const off = Date.parse(`${wallClock(guess, timezone)}Z`) / 1000 - guess;
  return guess - off;
}

export function momentInput(element, spot) {
  const { timezone } = spot.world;
  const now = spot.state?.selected_date_time;
  const input = h("input", { ...aria(spot), type: "datetime-local", value: now ? wallClock(now, timezone) : "" });
  input.addEventListener("change", () => spot.choose(input.value ? secondsAt(input.value, timezone) : null));
  return input;
}

export function checkboxes(element, spot) {
  const chosen = new Set((spot.state?.selected_options ?? []).map((option) => option.value));
  const toggle = (value, on) => {
    if (on) chosen.add(value);
    else chosen.delete(value);
    // In the order of the options, whatever the order of the clicks.
    return spot.choose(element.options.map((option) => option.value).filter((each) => chosen.has(each)));
  };
  return choices("checkbox", element, spot, (value) => chosen.has(value), toggle);
}

export function radioButtons(element, spot) {
  const current = spot.state?.selected_option?.value;
  return choices("radio", element, spot, (value) => value === current, (value) => spot.choose(value));
}

function choices(type, element, spot, isOn, toggle) {
  const name = freshId(type);
  const rows = element.options.map((option, index) => {
    const about = option.description ? `${name}-${index}` : null;
    const box = h("input", {
      type,
      name,
      value: option.value,
      checked: isOn(option.value),
      "data-key": keyOf(spot.key, index),
      "aria-describedby": about,
      on: { change: (event) => toggle(option.value, event.target.checked) },
    });
    const label = h("label", {}, box, h("span", {}, textObject(option.text, spot.world)));
    return h("div", {}, label, about ? h("small", { id: about }, textObject(option.description, spot.world)) : null);
  });
  const { "data-key": _, ...group } = aria(spot);
  return h("div", { class: "choices", ...group, role: type === "radio" ? "radiogroup" : "group" }, rows);
}
