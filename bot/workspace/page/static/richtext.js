// Draws rich_text blocks and the markdown block.

import { fillTemplate } from "./dates.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { link, mention, roomMention } from "./mrkdwn.js";

function styled(node, style = {}) {
  let wrapped = node;
  if (style.code) wrapped = h("code", {}, wrapped);
  if (style.bold) wrapped = h("strong", {}, wrapped);
  if (style.italic) wrapped = h("em", {}, wrapped);
  if (style.strike) wrapped = h("s", {}, wrapped);
  return wrapped;
}

function broken(text) {
  return text.split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line]));
}

const PARTS = {
  text: (part) => h("span", {}, broken(part.text ?? "")),
  link: (part) => link(part.url, part.text),
  emoji: (part) => h("span", {}, emoji(part.name)),
  user: (part, world) => mention(part.user_id, world),
  channel: (part, world) => roomMention(part.channel_id, world),
  broadcast: (part) => h("span", { class: "mention mention-me" }, `@${part.range}`),
  usergroup: () => h("span", { class: "mention" }, "@group"),
  color: (part) => h("code", {}, part.value),
  date: (part, world) => h("span", {}, fillTemplate(part.format ?? "{date}", Number(part.timestamp), world)),
};

function section(element, world) {
  return (element.elements ?? []).map((part) => styled((PARTS[part.type] ?? PARTS.text)(part, world), part.style));
}

const SECTIONS = {
  rich_text_section: (element, world) => h("div", {}, section(element, world)),
  rich_text_quote: (element, world) => h("blockquote", {}, section(element, world)),
  rich_text_preformatted: (element, world) => h("pre", {}, section(element, world)),
  rich_text_list: (element, world) => {
    const items = element.elements.map((item) => h("li", {}, section(item, world)));
    const tag = element.style === "ordered" ? "ol" : "ul";
    return h(tag, { class: `indent-${element.indent ?? 0}`, start: element.offset ? element.offset + 1 : null }, items);
  },
};

export function richText(block, world) {
  return h(
    "div",
    { class: "rich-text" },
    (block.elements ?? []).map((element) => (SECTIONS[element.type] ?? SECTIONS.rich_text_section)(element, world)),
  );
}

const SPANS = [
  { at: /`([^`]+)`/y, make: (found) => h("code", {}, found[1]) },
  { at: /\*\*(.+?)\*\*/y, make: (found) => h("strong", {}, spans(found[1])) },
  { at: /~~(.+?)~~/y, make: (found) => h("s", {}, spans(found[1])) },
  { at: /[*_](\S(?:.*?\S)?)[*_](?!\w)/y, make: (found) => h("em", {}, spans(found[1])) },
  { at: /!?\[([^\]]*)\]\(([^)\s]+)\)/y, make: (found) => link(found[2], found[1]) },
];

function spans(text) {
  const nodes = [];
  let words = "";
  let cursor = 0;
  while (cursor < text.length) {
    const found = matchSpan(text, cursor);
    if (found) {
      nodes.push(words, found.node);
      words = "";
      cursor += found.length;
    } else {
      if (text[cursor] === "\\") cursor += 1;
      words += text[cursor] ?? "";
      cursor += 1;
    }
  }
  return [...nodes, words];
}

function matchSpan(text, cursor) {
  for (const rule of SPANS) {
    rule.at.lastIndex = cursor;
    const found = rule.at.exec(text);
    if (found) return { node: rule.make(found), length: found[0].length };
  }
  return null;
}

const LINES = [
  { kind: "heading", at: /^(#{1,6})\s+(.*)$/ },
  { kind: "rule", at: /^(?:---+|\*\*\*+)\s*$/ },
  { kind: "quote", at: /^>\s?(.*)$/ },
  { kind: "task", at: /^\s*[-*]\s+\[([ xX])\]\s+(.*)$/ },
  { kind: "bullet", at: /^\s*[-*+]\s+(.*)$/ },
  { kind: "number", at: /^\s*\d+\.\s+(.*)$/ },
  { kind: "row", at: /^\|(.*)\|\s*$/ },
  { kind: "blank", at: /^\s*$/ },
];

function readLine(line) {
  for (const rule of LINES) {
    const found = rule.at.exec(line);
    if (found) return { kind: rule.kind, found };
  }
  return { kind: "text", found: [line, line] };
}

function cellsOf(row) {
  return row.found[1].split("|").map((cell) => cell.trim());
}

function markdownTable(rows) {
  const body = rows.slice(1).filter((row) => !/^[\s|:-]+$/.test(row.found[1]));
  return h(
    "table",
    {},
    h("thead", {}, h("tr", {}, cellsOf(rows[0]).map((cell) => h("th", { scope: "col" }, spans(cell))))),
    h("tbody", {}, body.map((row) => h("tr", {}, cellsOf(row).map((cell) => h("td", {}, spans(cell)))))),
  );
}

const GROUPS = {
  heading: (rows) => rows.map((row) => h("p", { class: "markdown-heading" }, spans(row.found[2]))),
  rule: () => h("hr"),
  quote: (rows) => h("blockquote", {}, rows.map((row) => h("div", {}, spans(row.found[1])))),
  task: (rows) => h("ul", { class: "tasks" }, rows.map((row) => h("li", {}, row.found[1] === " " ? "☐ " : "☑ ", spans(row.found[2])))),
  bullet: (rows) => h("ul", {}, rows.map((row) => h("li", {}, spans(row.found[1])))),
  number: (rows) => h("ol", {}, rows.map((row) => h("li", {}, spans(row.found[1])))),
  row: markdownTable,
  blank: () => null,
  text: (rows) => h("p", {}, rows.flatMap((row, index) => (index ? [h("br"), ...spans(row.found[1])] : spans(row.found[1])))),
};

function proseToNodes(text) {
  const groups = [];
  for (const row of text.split("\n").map(readLine)) {
    if (groups.at(-1)?.[0].kind === row.kind) groups.at(-1).push(row);
    else groups.push([row]);
  }
  return groups.map((rows) => GROUPS[rows[0].kind](rows));
}

export function markdown(text) {
  return text.split(/^```\w*\n?/m).map((piece, index) => (index % 2 ? h("pre", {}, piece.replace(/\n$/, "")) : proseToNodes(piece)));
}
