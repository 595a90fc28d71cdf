// Who one is, and where one can go.

import { button, h, replace } from "./dom.js";

function unreadWords(count) {
  return count === 1 ? "1 unread message" : `${count} unread messages`;
}

export class Sidebar {
  constructor(root, page) {
    this.page = page;
    this.select = h("select", { id: "act-as", on: { change: () => page.actAs(this.select.value) } });
    this.role = h("p", { class: "role" });
    this.name = h("p", { class: "workspace-name" });
    this.nav = h("nav", { "aria-label": "Conversations" });
    root.append(this.name, h("label", { for: "act-as", class: "act-as" }, "Act as", this.select, this.role), this.nav);
  }

  show(screen, room) {
    this.name.textContent = `${screen.app.name} workspace`;
    this.showPeople(screen);
    const sign = JSON.stringify([screen.conversations, room, screen.app]);
    if (sign === this.sign) return;
    this.sign = sign;
    const channels = screen.conversations.filter((one) => one.kind === "channel");
    const direct = screen.conversations.filter((one) => one.kind === "direct");
    replace(
      this.nav,
      this.group(screen.app.name, [{ id: "", name: "Home", mark: "⌂" }], room),
      this.group("Channels", channels.map((one) => ({ ...one, mark: one.is_private ? "▪" : "#" })), room),
      this.group("Direct messages", direct.map((one) => ({ ...one, mark: "●" })), room),
    );
  }

  showPeople(screen) {
    const people = screen.people.filter((person) => !person.bot);
    const sign = JSON.stringify([people, screen.me]);
    if (sign === this.peopleSign) return;
    this.peopleSign = sign;
    const options = people.map((person) =>
      h("option", { value: person.id }, person.about ? `${person.name} – ${person.about}` : person.name),
    );
    this.select.replaceChildren(...options);
    this.select.value = screen.me;
    this.role.textContent = people.find((person) => person.id === screen.me)?.about ?? "";
  }

  group(title, rooms, current) {
    if (!rooms.length) return null;
    return h("section", {}, h("h2", {}, title), h("ul", {}, rooms.map((room) => h("li", {}, this.link(room, room.id === current)))));
  }

  link(room, isCurrent) {
    const unread = room.unread && !isCurrent ? room.unread : 0;
    const badge = unread ? h("span", { class: "badge" }, h("span", { "aria-hidden": "true" }, unread), h("span", { class: "hidden-words" }, `, ${unreadWords(unread)}`)) : null;
    const state = room.is_archived ? " (archived)" : room.is_ext_shared ? " (shared outside)" : "";
    const words = [h("span", { class: "mark", "aria-hidden": "true" }, room.mark), h("span", { class: "room-name" }, room.name, state), badge];
    return button(words, () => this.page.goTo(room.id), {
      class: unread ? "room unread" : "room",
      "aria-current": isCurrent ? "page" : null,
      "data-key": `room/${room.id || "home"}`,
    });
  }
}
