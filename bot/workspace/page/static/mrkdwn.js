// Turns Slack's mrkdwn into nodes: emphasis, code, quotes, links, mentions and dates.

import { fillTemplate } from "./dates.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

export function plain(text) {
  return String(text ?? "").replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity]);
}

export function withEmoji(text) {
  return String(text ?? "").replace(/:([a-z0-9_+-]+):/g, (_, name) => emoji(name));
}

// Slack's deep link to an app's Home: there is one app here, so it can only mean this one's.
export const isHome = (url) => /^slack:\/\/app\?(.*&)?tab=home(&|$)/.test(url);

export function openHome() {
  document.dispatchEvent(new CustomEvent("open-home"));
}

function homeLink(label) {
  const open = (event) => {
    event.preventDefault();
    openHome();
  };
  return h("a", { href: "#home", on: { click: open } }, label);
}

// A permalink of this workspace: its conversation is opened here, in a browser tab of its own it would be nothing.
function roomLink(room, label) {
  const open = (event) => {
    event.preventDefault();
    document.dispatchEvent(new CustomEvent("open-room", { detail: room }));
  };
  return h("a", { href: `#${room}`, on: { click: open } }, label);
}

export function link(url, label) {
  const [, room] = new RegExp(`^http://(?:127\\.0\\.0\\.1|localhost):${location.port}/archives/([A-Z0-9]+)/`).exec(url) ?? [];
  if (room) return roomLink(room, label || url);
  if (isHome(url)) return homeLink(label || url);
  if (!/^(https?:|mailto:|tel:)/i.test(url)) return document.createTextNode(label || url);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label || url);
}

export function mention(id, world) {
  const name = world.people[id]?.handle ?? id;
  return h("span", { class: id === world.me ? "mention mention-me" : "mention" }, `@${name}`);
}

export function roomMention(id, world) {
  return h("span", { class: "mention" }, `#${world.rooms[id] ?? id}`);
}

function special(body, world) {
  const bar = body.indexOf("|");
  const target = plain(bar < 0 ? body : body.slice(0, bar));
  const label = bar < 0 ? "" : plain(body.slice(bar + 1));
  if (target.startsWith("@")) return mention(target.slice(1), world);
  if (target.startsWith("#")) return roomMention(target.slice(1), world);
  if (target.startsWith("!date^")) return date(target, label, world);
  if (target.startsWith("!subteam^")) return h("span", { class: "mention" }, label || "@group");
  if (target.startsWith("!")) return h("span", { class: "mention mention-me" }, `@${label || target.slice(1)}`);
  return link(target, label);
}

function date(target, fallback, world) {
  const [, seconds, template, url] = target.split("^");
  const words = template && /^\d+$/.test(seconds) ? fillTemplate(template, Number(seconds), world) : fallback;
  return url ? link(url, words) : h("span", {}, words);
}

// Each rule reads one thing at the cursor; the emphasis ones also need a word boundary before it.
const RULES = [
  { at: /`([^`\n]+)`/y, make: (found) => h("code", {}, plain(found[1])) },
  { at: /<([^<>\n]+)>/y, make: (found, world) => special(found[1], world) },
  { at: /\*(\S(?:[^*\n]*\S)?)\*(?![\w*])/y, edge: true, make: (found, world) => h("strong", {}, inline(found[1], world)) },
  { at: /_(\S(?:[^_\n]*\S)?)_(?!\w)/y, edge: true, make: (found, world) => h("em", {}, inline(found[1], world)) },
  { at: /~(\S(?:[^~\n]*\S)?)~(?![\w~])/y, edge: true, make: (found, world) => h("s", {}, inline(found[1], world)) },
  { at: /:([a-z0-9_+-]+):/y, make: (found) => emoji(found[1]) },
];

function readRule(text, cursor, world) {
  for (const rule of RULES) {
    if (rule.edge && cursor > 0 && /\w/.test(text[cursor - 1])) continue;
    rule.at.lastIndex = cursor;
    const found = rule.at.exec(text);
    if (found) return { node: rule.make(found, world), length: found[0].length };
  }
  return null;
}

export function inline(text, world) {
  const nodes = [];
  let words = "";
  let cursor = 0;
  while (cursor < text.length) {
    const found = "`<*_~:".includes(text[cursor]) ? readRule(text, cursor, world) : null;
    if (found) {
      if (words) nodes.push(plain(words));
      words = "";
      nodes.push(found.node);
      cursor += found.length;
    } else {
      words += text[cursor];
      cursor += 1;
    }
  }
  if (words) nodes.push(plain(words));
  return nodes;
}

function lines(text, world) {
  return text.split("\n").flatMap((line, index) => (index ? [h("br"), ...inline(line, world)] : inline(line, world)));
}

const BULLET = /^(\s*)(?:[•◦▪]|-|\d+\.)\s+/;

function kindOf(line) {
  if (/^(?:>|&gt;)\s?/.test(line)) return "quote";
  return BULLET.test(line) ? "item" : "text";
}

function runs(text) {
  const found = [];
  for (const line of text.split("\n")) {
    const kind = kindOf(line);
    if (found.at(-1)?.kind === kind) found.at(-1).lines.push(line);
    else found.push({ kind, lines: [line] });
  }
  return found;
}

function listItem(line, world) {
  const marker = BULLET.exec(line);
  const number = /\d+\./.exec(marker[0]);
  const body = inline(line.slice(marker[0].length), world);
  return h("li", { class: number ? "numbered" : null, "data-number": number?.[0] }, body);
}

function paragraph(run, world) {
  if (run.kind === "item") return h("ul", {}, run.lines.map((line) => listItem(line, world)));
  if (run.kind === "quote") {
    return h("blockquote", {}, lines(run.lines.map((line) => line.replace(/^(?:>|&gt;)\s?/, "")).join("\n"), world));
  }
  return h("div", {}, lines(run.lines.join("\n"), world));
}

export function mrkdwn(text, world) {
  const pieces = String(text ?? "").split("```");
  return pieces.flatMap((piece, index) => {
    if (index % 2 && index < pieces.length - 1) return [h("pre", {}, plain(piece.replace(/^\n|\n$/g, "")))];
    return piece ? runs(piece).map((run) => paragraph(run, world)) : [];
  });
}

// A text object: plain_text is shown as typed, mrkdwn is read.
export function textObject(text, world) {
  if (!text) return [];
  if (typeof text === "string") return [text];
  if (text.type === "mrkdwn") return mrkdwn(text.text, world);
  const words = text.emoji === false ? text.text : withEmoji(text.text);
  return words.split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line]));
}

export function wordsOf(text) {
  return typeof text === "string" ? text : (text?.text ?? "");
}
