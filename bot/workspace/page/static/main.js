// Starts the page: one screen of one person, drawn anew whenever the workspace says that something changed.

import { download, gesture, getScreen, stream, upload } from "./api.js";
import { Clock } from "./clock.js";
import { Composer } from "./composer.js";
import { Guide } from "./guide.js";
import { inHand, onRelease } from "./hands.js";
import { Home } from "./home.js";
import { MessageList } from "./messages.js";
import { ModalStack } from "./modal.js";
import { complain } from "./notices.js";
import { Sidebar } from "./sidebar.js";
import { Typing } from "./views.js";

const at = (id) => document.getElementById(id);
const kept = { user: "workspace.user", room: "workspace.room" };

const page = {
  user: sessionStorage.getItem(kept.user) ?? document.body.dataset.user,
  room: sessionStorage.getItem(kept.room),
  screen: null,
  gesture: (name, details) => gesture(name, page.user, details),
  commands: () => page.screen?.commands ?? [],
  shortcuts: (type) => (page.screen?.shortcuts ?? []).filter((one) => one.type === type),
  download: (file) => fetchFile(file),
  upload: (file) => upload(page.user, file),
  redraw,
  redrawNow: () => isCurrent(page.screen) && draw(page.screen),
  focusHome: () => (page.room ? parts.composer.focus() : at("main").focus()),
  actAs,
  goTo,
};
page.typing = new Typing(page.gesture);

const parts = {
  sidebar: new Sidebar(at("sidebar"), page),
  clock: new Clock(at("clock"), page),
  guide: new Guide(at("guide"), page),
  messages: new MessageList(at("messages"), page),
  home: new Home(at("home"), page),
  composer: new Composer(at("composer"), page),
  modals: new ModalStack(page),
};

function worldOf(screen) {
  return {
    me: screen.me,
    app: screen.app,
    people: Object.fromEntries(screen.people.map((person) => [person.id, person])),
    rooms: screen.rooms,
    conversations: screen.conversations,
    timezone: screen.timezone,
    now: new Date(screen.now),
  };
}

function isCurrent(screen) {
  return screen?.me === page.user && screen.room === (page.room ?? "");
}

let asked = 0;
let current = null;

// One question at a time: changes that come while an answer is awaited are covered by one more question.
function redraw() {
  asked += 1;
  current ??= askUntilStill().finally(() => {
    current = null;
  });
  return current;
}

async function askUntilStill() {
  let answered = -1;
  while (answered !== asked) {
    answered = asked;
    try {
      const screen = await getScreen(page.user, page.room ?? "");
      if (isCurrent(screen)) draw(screen);
      else asked += 1;
    } catch (error) {
      if (error.status === 404 && page.user !== document.body.dataset.user) actAs(document.body.dataset.user);
      else if (!(error instanceof TypeError)) complain(error.message);
      return;
    }
  }
}

let arrived = false; // whether the page shows where one has gone, and as whom
let lands = false; // whether the focus goes there too
let missed = false;

// Nothing can be pressed or typed that belongs to whom or where one has just left.
function leave() {
  arrived = false;
  at("main").inert = at("composer").inert = true;
}

function arrive() {
  arrived = true;
  at("main").inert = at("composer").inert = false;
  if (!lands) return;
  lands = false;
  if (page.room === "") {
    at("main").scrollTop = 0; // the messages left it at their end
    at("main").focus({ preventScroll: true });
  } else if (matchMedia("(min-width: 700px)").matches) parts.composer.focus();
}

function unlessInHand(root, show) {
  if (arrived && inHand(root)) missed = true;
  else show();
}

function draw(screen) {
  page.screen = screen;
  missed = false;
  const conversation = screen.conversations.find((one) => one.id === page.room);
  if (page.room !== "" && !conversation) {
    goTo(screen.conversations.find((one) => one.kind === "channel")?.id ?? screen.conversations[0]?.id ?? "");
    return;
  }
  const world = worldOf(screen);
  page.typing.settle([...screen.modals, screen.home].filter(Boolean));
  parts.sidebar.show(screen, page.room);
  unlessInHand(at("clock"), () => parts.clock.show(screen, world));
  parts.guide.show(screen.guide, world);
  drawMain(screen, world, conversation);
  unlessInHand(parts.modals.dialog, () => parts.modals.show(screen.modals, world));
  if (!arrived) arrive();
}

function drawMain(screen, world, conversation) {
  const label = !conversation ? screen.app.name : conversation.kind === "channel" ? `#${conversation.name}` : conversation.name;
  at("room-title").textContent = label;
  document.title = label;
  at("home").hidden = Boolean(conversation);
  at("messages").hidden = at("composer").hidden = !conversation;
  if (!conversation) {
    unlessInHand(at("home"), () => parts.home.show(screen.home, world));
    return;
  }
  unlessInHand(at("messages"), () => parts.messages.show(conversation.id, screen.messages, world));
  parts.composer.show(conversation.id, label, closedTo(conversation));
  if (conversation.unread && !document.hidden) page.gesture("read", { room: conversation.id });
}

function closedTo(conversation) {
  if (conversation.can_type) return "";
  return conversation.is_archived ? "This channel is archived." : "Sending messages to this app has been turned off. Commands work in every channel.";
}

function goTo(room) {
  showSidebar(false);
  leave();
  lands = true;
  page.room = room;
  sessionStorage.setItem(kept.room, room);
  if (room === "") page.gesture("home", {});
  redraw();
}

function actAs(user) {
  page.user = user;
  sessionStorage.setItem(kept.user, user);
  parts.sidebar.leave();
  leave();
  watch();
  if (page.room === "") page.gesture("home", {});
  redraw();
}

async function fetchFile(file) {
  try {
    await download(`/page/file?${new URLSearchParams({ user: page.user, id: file.id })}`, file.name);
  } catch (error) {
    complain(error.message);
  }
}

let stopWatching = () => null;

function watch() {
  stopWatching();
  stopWatching = stream(page.user, {
    onChange: redraw,
    onState: (isOn) => {
      at("offline").hidden = isOn;
    },
  });
}

function showSidebar(isOpen) {
  at("shell").classList.toggle("menu-open", isOpen);
  at("menu-toggle").setAttribute("aria-expanded", String(isOpen));
  if (isOpen) at("act-as").focus();
}

at("menu-toggle").addEventListener("click", () => showSidebar(!at("shell").classList.contains("menu-open")));
at("main").addEventListener("pointerdown", () => showSidebar(false));
at("sidebar").addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !at("shell").classList.contains("menu-open")) return;
  showSidebar(false);
  at("menu-toggle").focus();
});
onRelease(() => missed && page.redrawNow());
document.addEventListener("open-home", () => goTo(""));
document.addEventListener("open-room", (event) => goTo(event.detail));
document.addEventListener("visibilitychange", () => document.hidden || redraw());
watch();
