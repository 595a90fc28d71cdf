// Block Kit as nodes. A "stand" says where the blocks are: world, key, place, state, errors, and the gestures there.

import { chart } from "./charts.js";
import { freshId, h, keyOf } from "./dom.js";
import { drawElement } from "./elements.js";
import { markdown, richText } from "./richtext.js";
import { textObject, wordsOf } from "./mrkdwn.js";
import { dataTable, table } from "./tables.js";

function spotOf(block, element, stand, extra = {}) {
  const { block_id: blockId } = block;
  const { action_id: actionId } = element;
  const where = { block_id: blockId, action_id: actionId };
  return {
    world: stand.world,
    key: keyOf(stand.key, blockId, actionId),
    label: wordsOf(element.placeholder) || wordsOf(element.text) || "Choose",
    state: stand.state?.[blockId]?.[actionId],
    typed: () => stand.typed?.(where),
    keep: (text, tell) => stand.keep?.(where, text, tell),
    type: (text) => stand.type?.(where, text),
    press: (value) => stand.press(where, value),
    choose: (value) => (stand.fill ? stand.fill(where, value) : stand.press(where, value)),
    suggest: (query) => stand.suggest(where, query),
    upload: (file) => stand.upload(file),
    redraw: () => stand.redraw(),
    enter: stand.submit,
    ...extra,
  };
}

function section(block, stand) {
  const words = freshId("section");
  const fields = (block.fields ?? []).map((field) => h("div", { class: "field" }, textObject(field, stand.world)));
  const body = h(
    "div",
    { class: "section-body" },
    block.text ? h("div", { id: words }, textObject(block.text, stand.world)) : null,
    fields.length ? h("div", { class: "fields" }, fields) : null,
  );
  if (!block.accessory) return body;
  const named = block.text && !["button", "overflow", "image"].includes(block.accessory.type);
  const spot = spotOf(block, block.accessory, stand, named ? { labelledby: words } : {});
  return h("div", { class: "with-accessory" }, body, h("div", { class: "accessory" }, drawElement(block.accessory, spot)));
}

function actions(block, stand) {
  return h("div", { class: "actions" }, block.elements.map((element) => drawElement(element, spotOf(block, element, stand))));
}

function context(block, stand) {
  const drawn = block.elements.map((element) =>
    element.type === "image" ? drawElement(element, {}) : h("span", {}, textObject(element, stand.world)),
  );
  return h("div", { class: "context" }, drawn);
}

function dispatchesOnEnter(block) {
  const on = block.element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  return block.dispatch_action && on.includes("on_enter_pressed");
}

function input(block, stand) {
  const ids = { label: freshId("label"), field: freshId("field"), hint: freshId("hint"), error: freshId("error") };
  const error = stand.errors?.[block.block_id];
  const spot = spotOf(block, block.element, stand, {
    id: ids.field,
    label: wordsOf(block.label),
    labelledby: ids.label,
    describedby: [error ? ids.error : "", block.hint ? ids.hint : ""].filter(Boolean).join(" ") || null,
    invalid: Boolean(error),
    required: !block.optional,
    optional: Boolean(block.optional),
    isInput: true,
  });
  if (dispatchesOnEnter(block)) spot.enter = (text) => spot.press(text);
  return h(
    "div",
    { class: error ? "input-block invalid" : "input-block" },
    h("label", { id: ids.label, for: ids.field }, textObject(block.label, stand.world), block.optional ? h("span", { class: "optional" }, " (optional)") : null),
    drawElement(block.element, spot),
    error ? h("p", { class: "field-error", id: ids.error }, error) : null,
    block.hint ? h("p", { class: "hint", id: ids.hint }, textObject(block.hint, stand.world)) : null,
  );
}

function image(block, stand) {
  const title = block.title ? h("figcaption", {}, textObject(block.title, stand.world)) : null;
  return h("figure", {}, title, h("div", { class: "picture large", role: "img", "aria-label": block.alt_text }, block.alt_text));
}

const LEVELS = { info: "Note", warning: "Warning", error: "Problem", success: "Done" };

function alertBlock(block, stand) {
  const level = block.level ?? "default";
  const word = LEVELS[level] ? h("strong", { class: "alert-level" }, `${LEVELS[level]}: `) : null;
  return h("div", { class: `alert alert-${level}`, role: "note" }, word, h("div", {}, textObject(block.text, stand.world)));
}

function card(block, stand) {
  const { world } = stand;
  return h(
    "div",
    { class: "card" },
    block.title ? h("div", { class: "card-title" }, textObject(block.title, world)) : null,
    block.subtitle ? h("div", { class: "card-subtitle" }, textObject(block.subtitle, world)) : null,
    block.body ? h("div", {}, textObject(block.body, world)) : null,
    block.actions ? actions({ ...block, elements: block.actions }, stand) : null,
  );
}

const DRAWN = {
  section,
  actions,
  context,
  context_actions: actions,
  input,
  image,
  card,
  alert: alertBlock,
  divider: () => h("hr"),
  header: (block, stand) => h("h3", { class: "block-header" }, textObject(block.text, stand.world)),
  rich_text: (block, stand) => richText(block, stand.world),
  markdown: (block) => h("div", { class: "markdown" }, markdown(block.text)),
  table,
  data_table: dataTable,
  data_visualization: chart,
};

export function drawBlock(block, stand) {
  const draw = DRAWN[block.type];
  const inner = draw ? draw(block, stand) : h("span", { class: "unknown" }, `(${block.type} is not shown here)`);
  return h("div", { class: `block block-${block.type}` }, inner);
}

// What is read aloud, or shown in one line, of a message.
export function spoken(message) {
  return (message.text ?? "").replace(/<[^>|]*\|([^>]*)>/g, "$1").replace(/[*_~`]/g, "").trim();
}
