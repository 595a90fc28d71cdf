// Dates and times as people of the workspace's own timezone read them.

const LOCALE = "en-GB";

function format(instant, timezone, options) {
  return new Intl.DateTimeFormat(LOCALE, { timeZone: timezone, ...options }).format(instant);
}

export function time(instant, world) {
  return format(instant, world.timezone, { hour: "2-digit", minute: "2-digit" });
}

export function dayKey(instant, world) {
  return format(instant, world.timezone, { year: "numeric", month: "2-digit", day: "2-digit" });
}

export function longDay(instant, world) {
  return format(instant, world.timezone, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

export function moment(instant, world) {
  const day = format(instant, world.timezone, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
  return `${day}, ${time(instant, world)}`;
}

export function prettyDay(instant, world) {
  const day = 86_400_000;
  const key = dayKey(instant, world);
  if (key === dayKey(world.now, world)) return "Today";
  if (key === dayKey(new Date(world.now.getTime() - day), world)) return "Yesterday";
  if (key === dayKey(new Date(world.now.getTime() + day), world)) return "Tomorrow";
  return longDay(instant, world);
}

const SHAPES = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { day: "numeric", month: "long", year: "numeric" },
  date_short: { day: "numeric", month: "short", year: "numeric" },
  date_long: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  time: { hour: "2-digit", minute: "2-digit" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

// Fills in Slack's date template, such as "{date_short} at {time}".
export function fillTemplate(template, seconds, world) {
  const instant = new Date(seconds * 1000);
  return template.replace(/\{(\w+)\}/g, (whole, name) => {
    const pretty = name.endsWith("_pretty");
    const shape = SHAPES[pretty ? name.slice(0, -"_pretty".length) : name];
    if (!shape) return whole;
    const near = pretty ? prettyDay(instant, world) : "";
    return ["Today", "Yesterday", "Tomorrow"].includes(near) ? near.toLowerCase() : format(instant, world.timezone, shape);
  });
}
