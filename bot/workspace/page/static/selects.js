// Slack's select menus, each as a combobox with its own source of options.

import { combobox } from "./combobox.js";
import { wordsOf } from "./mrkdwn.js";

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function matching(options, query) {
  const words = fold(query).split(/\s+/).filter(Boolean);
  return options.filter((option) => words.every((word) => fold(`${option.text} ${option.description ?? ""}`).includes(word)));
}

function toChoice(option, group) {
  return { text: wordsOf(option.text), value: option.value, description: wordsOf(option.description), group };
}

function flat(options, groups) {
  const loose = (options ?? []).map((option) => toChoice(option));
  const grouped = (groups ?? []).flatMap((group) => group.options.map((option) => toChoice(option, wordsOf(group.label))));
  return [...loose, ...grouped];
}

function offered(found) {
  return found.flatMap((one) => (one.options ? one.options.map((option) => toChoice(option, wordsOf(one.label))) : [toChoice(one)]));
}

function people(world) {
  return Object.entries(world.people)
    .filter(([, person]) => !person.gone)
    .map(([id, person]) => ({ text: person.name, value: id, description: [`@${person.handle}`, person.about].filter(Boolean).join(" · ") }));
}

function rooms(element, world) {
  const only = element.filter?.include;
  return world.conversations
    .filter((room) => !only || only.includes(room.kind === "direct" ? "im" : room.is_private ? "private" : "public"))
    .filter((room) => !(element.filter?.exclude_external_shared_channels && room.is_ext_shared))
    .filter((room) => !(element.filter?.exclude_bot_users && room.kind === "direct"))
    .map((room) => ({ text: room.kind === "direct" ? room.name : `#${room.name}`, value: room.id }));
}

// For every kind of select: where its options come from, and the key of its state.
const KINDS = {
  static_select: { source: staticSource, state: "selected_option" },
  external_select: { source: externalSource, state: "selected_option" },
  users_select: { source: (element, spot) => listSource(people(spot.world)), state: "selected_user" },
  conversations_select: { source: (element, spot) => listSource(rooms(element, spot.world)), state: "selected_conversation" },
  channels_select: { source: (element, spot) => listSource(rooms({ filter: { include: ["public"] } }, spot.world)), state: "selected_channel" },
};

function listSource(options) {
  return (query) => matching(options, query);
}

function staticSource(element) {
  return listSource(flat(element.options, element.option_groups));
}

function externalSource(element, spot) {
  return async (query) => offered(await spot.suggest(query));
}

function idToChoice(id, kind, world) {
  if (kind === "users_select") return { text: world.people[id]?.name ?? id, value: id };
  return { text: world.rooms[id] ? `#${world.rooms[id]}` : id, value: id };
}

function chosenOf(kind, multiple, { state, world }) {
  const { state: name } = KINDS[kind];
  const now = multiple ? (state?.[`${name}s`] ?? []) : [state?.[name]].filter(Boolean);
  return now.map((one) => (name === "selected_option" ? toChoice(one) : idToChoice(one, kind, world)));
}

export function isSelect(type) {
  return type.replace(/^multi_/, "") in KINDS;
}

export function select(element, spot) {
  const multiple = element.type.startsWith("multi_");
  const kind = element.type.replace(/^multi_/, "");
  const external = kind === "external_select";
  return combobox({
    ...spot,
    multiple,
    most: element.max_selected_items,
    clearable: spot.optional,
    placeholder: wordsOf(element.placeholder) || "Choose",
    chosen: chosenOf(kind, multiple, spot),
    find: KINDS[kind].source(element, spot),
    fewest: external ? (element.min_query_length ?? 3) : 0,
    slow: external,
    onChange: (values) => spot.choose(multiple ? values : (values[0] ?? null)),
  });
}
