// Who one is, and where one can go.

import { button, h, reconcile } from "./dom.js";

function unreadWords(count) {
  return count === 1 ? "1 unread message" : `${count} unread messages`;
}

function ofKind(screen, kind) {
  return screen.conversations.filter((one) => one.kind === kind);
}

function write(link, room, isCurrent) {
  const unread = room.unread && !isCurrent ? room.unread : 0;
  const badge = h("span", { class: "badge" }, h("span", { "aria-hidden": "true" }, unread), h("span", { class: "hidden-words" }, `, ${unreadWords(unread)}`));
  const state = room.is_archived ? " (archived)" : room.is_ext_shared ? " (shared outside)" : "";
  const mark = h("span", { class: "mark", "aria-hidden": "true" }, room.mark);
  link.replaceChildren(mark, h("span", { class: "room-name" }, room.name, state), ...(unread ? [badge] : []));
  link.className = unread ? "room unread" : "room";
  if (isCurrent) link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
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
    const groups = [
      { title: screen.app.name, rooms: [{ id: "", name: "Home", mark: "⌂" }] },
      { title: "Channels", rooms: ofKind(screen, "channel").map((one) => ({ ...one, mark: one.is_private ? "▪" : "#" })) },
      { title: "Direct messages", rooms: ofKind(screen, "direct").map((one) => ({ ...one, mark: "●" })) },
    ].filter((group) => group.rooms.length);
    this.nav.inert = screen.me !== this.page.user;
    // A button stays where it is and is only written anew: one that is replaced between press and release loses its click.
    reconcile(this.nav, groups, {
      key: (group) => group.title,
      signature: (group) => group.title,
      build: (group) => h("section", {}, h("h2", {}, group.title), h("ul")),
    });
    groups.forEach((group, index) => this.showRooms(this.nav.children[index].lastElementChild, group.rooms, room));
  }

  // Where one could go as somebody else, until the next screen is here.
  leave() {
    this.nav.inert = true;
  }

  showRooms(list, rooms, current) {
    reconcile(list, rooms, {
      key: (room) => room.id || "home",
      signature: () => "",
      build: (room) => h("li", {}, button("", () => this.page.goTo(room.id), { "data-key": `room/${room.id || "home"}` })),
    });
    rooms.forEach((room, index) => write(list.children[index].firstElementChild, room, room.id === current));
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
}
