// The messages of one conversation, with their threads beneath them.

import { drawBlock, spoken } from "./blocks.js";
import { dayKey, moment, prettyDay, time } from "./dates.js";
import { button, h, reconcile } from "./dom.js";
import { menuButton } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { complainIf, say } from "./notices.js";

const NEAR_END = 80;

function instantOf(message) {
  return new Date(Number(message.ts) * 1000);
}

function initials(name) {
  const words = name.split(/[\s-]+/).filter(Boolean);
  return ((words[0]?.[0] ?? "?") + (words.length > 1 ? words.at(-1)[0] : "")).toUpperCase();
}

export function avatar(id, name, bot) {
  const shade = [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 8;
  return h("span", { class: `avatar shade-${bot ? "bot" : shade}`, "aria-hidden": "true" }, initials(name));
}

function size(bytes) {
  return bytes < 1024 ? `${bytes} bytes` : bytes < 1024 ** 2 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

export class MessageList {
  constructor(root, page) {
    this.root = root;
    this.page = page;
    this.open = new Set();
    this.replies = new Map();
    this.room = null;
    this.newest = 0;
  }

  show(room, messages, world) {
    const isOther = this.room !== room;
    if (isOther) this.root.replaceChildren();
    this.room = room;
    this.world = world;
    const scroller = this.root.parentElement;
    const atEnd = isOther || scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END;
    reconcile(this.root, this.rows(messages), {
      key: (row) => row.key,
      signature: (row) => row.sign,
      build: (row) => row.build(),
    });
    if (atEnd) scroller.scrollTop = scroller.scrollHeight;
    this.announce(messages, isOther);
  }

  announce(messages, isOther) {
    const fresh = messages.filter((message) => Number(message.ts) > this.newest && message.user !== this.world.me);
    if (!isOther) for (const message of fresh) say(`${this.nameOf(message)}: ${spoken(message)}`);
    this.newest = Number(messages.at(-1)?.ts ?? 0);
  }

  rows(messages) {
    const heads = new Map(messages.filter((one) => !one.thread_ts || one.thread_ts === one.ts).map((one) => [one.ts, []]));
    const loose = messages.filter((one) => heads.has(one.ts) || !heads.has(one.thread_ts));
    for (const one of messages) if (!heads.has(one.ts)) heads.get(one.thread_ts)?.push(one);
    if (!loose.length) return [{ key: "none", sign: "none", build: () => h("li", { class: "empty" }, "No messages here yet.") }];
    let day = null;
    return loose.flatMap((message) => {
      const key = dayKey(instantOf(message), this.world);
      const row = this.row(message, heads.get(message.ts) ?? []);
      if (key === day) return [row];
      day = key;
      return [this.dayRow(key, instantOf(message)), row];
    });
  }

  dayRow(key, instant) {
    const words = prettyDay(instant, this.world);
    return { key: `day/${key}`, sign: words, build: () => h("li", { class: "day" }, h("span", {}, words)) };
  }

  row(message, replies) {
    const open = this.open.has(message.ts);
    const bare = [message, ...replies].map((one) => ({ ...one, state: null }));
    return {
      key: `message/${message.ts}`,
      // The day is part of it because "today" in a message means another day tomorrow.
      sign: JSON.stringify([bare, open, dayKey(this.world.now, this.world)]),
      build: () => h("li", { class: "message-row" }, this.message(message), this.thread(message, replies, open)),
    };
  }

  nameOf(message) {
    return this.world.people[message.user]?.name ?? message.username ?? this.world.app.name;
  }

  message(message) {
    const name = this.nameOf(message);
    const bot = Boolean(message.bot_id);
    const instant = instantOf(message);
    const seen = message.is_ephemeral ? h("p", { class: "only-you" }, "Only visible to you") : null;
    return h(
      "article",
      { class: message.is_ephemeral ? "message ephemeral" : "message", "data-ts": message.ts, "aria-label": `${name}, ${time(instant, this.world)}` },
      avatar(message.user ?? message.bot_id ?? "", name, bot),
      h(
        "div",
        { class: "message-main" },
        seen,
        h(
          "p",
          { class: "message-head" },
          h("strong", {}, name),
          bot ? h("span", { class: "app-tag" }, "App") : null,
          h("time", { datetime: instant.toISOString(), title: moment(instant, this.world) }, time(instant, this.world)),
        ),
        h("div", { class: "message-body" }, this.content(message), message.edited ? h("span", { class: "edited" }, "(edited)") : null),
        this.files(message),
      ),
      this.menu(message),
    );
  }

  content(message) {
    if (!message.blocks?.length) return mrkdwn(message.text, this.world);
    const stand = this.stand(message);
    return message.blocks.map((block) => drawBlock(block, stand));
  }

  stand(message) {
    const place = { kind: "message", channel: this.room, ts: message.ts };
    const { page } = this;
    return {
      world: this.world,
      key: `${this.room}/${message.ts}`,
      state: message.state?.values,
      press: async (where, value) => complainIf(await page.gesture("act", { place, ...where, value })),
      suggest: async (where, query) => (await page.gesture("suggest", { place, ...where, query })).options ?? [],
      redraw: () => {
        for (const node of this.root.children) node.signature = null;
        return page.redraw();
      },
    };
  }

  files(message) {
    if (!message.files?.length) return null;
    const rows = message.files.map((file) =>
      h("li", {}, file.mode === "tombstone" ? h("em", {}, "This file was deleted.") : button([h("span", {}, file.title || file.name), h("small", {}, ` ${size(file.size ?? 0)}`)], () => this.page.download(file), { class: "file" })),
    );
    return h("ul", { class: "files", "aria-label": "Files" }, rows);
  }

  menu(message) {
    if (message.is_ephemeral) return null;
    const shortcuts = this.page.shortcuts("message").map((shortcut) => ({
      text: shortcut.name,
      description: shortcut.description,
      run: async () => complainIf(await this.page.gesture("shortcut", { callback_id: shortcut.callback_id, room: this.room, ts: message.ts })),
    }));
    const reply = { text: "Reply in thread", run: () => this.toggle(message.thread_ts ?? message.ts, true) };
    return menuButton("⋯", () => [...(this.canReply() ? [reply] : []), ...shortcuts], { class: "message-menu quiet", "aria-label": "Message actions", "data-key": `menu/${message.ts}` });
  }

  canReply() {
    return Boolean(this.page.screen.conversations.find((one) => one.id === this.room)?.can_type);
  }

  toggle(ts, focusReply = false) {
    if (focusReply || !this.open.has(ts)) this.open.add(ts);
    else this.open.delete(ts);
    this.page.redrawNow();
    if (focusReply) this.root.querySelector(`[data-key="reply/${ts}"]`)?.focus();
  }

  thread(message, replies, open) {
    if (!replies.length && !open) return null;
    const words = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
    const toggle = button(words, () => this.toggle(message.ts), { class: "replies-toggle", "aria-expanded": String(open), "data-key": `thread/${message.ts}` });
    return h("div", { class: "thread" }, toggle, open ? [replies.map((reply) => this.message(reply)), this.canReply() ? this.replyBox(message) : null] : null);
  }

  replyBox(message) {
    const input = h("input", {
      type: "text", "aria-label": "Reply in thread", placeholder: "Reply…", autocomplete: "off", "data-key": `reply/${message.ts}`,
      value: this.replies.get(message.ts) ?? "", on: { input: () => this.replies.set(message.ts, input.value) },
    });
    const send = async () => {
      const text = input.value.trim();
      if (!text) return;
      input.value = "";
      this.replies.delete(message.ts);
      complainIf(await this.page.gesture("post", { room: this.room, text, thread_ts: message.ts }));
    };
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) send();
    });
    return h("div", { class: "reply-box" }, input, button("Reply", send));
  }
}
