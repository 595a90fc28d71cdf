// The short names of the emoji that messages are likely to use; an unknown name is shown as it was written.

const KNOWN = {
  white_check_mark: "✅", heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌", warning: "⚠️",
  information_source: "ℹ️", exclamation: "❗", question: "❓", bell: "🔔", no_bell: "🔕", calendar: "📅",
  date: "📅", spiral_calendar_pad: "🗓️", clock3: "🕒", hourglass: "⌛", hourglass_flowing_sand: "⏳",
  alarm_clock: "⏰", telephone_receiver: "📞", email: "📧", envelope: "✉️", house: "🏠", school: "🏫",
  books: "📚", memo: "📝", pencil: "📝", pencil2: "✏️", clipboard: "📋", pushpin: "📌", paperclip: "📎",
  link: "🔗", lock: "🔒", unlock: "🔓", key: "🔑", mag: "🔍", bust_in_silhouette: "👤",
  busts_in_silhouette: "👥", family: "👪", wave: "👋", "+1": "👍", thumbsup: "👍", "-1": "👎", eyes: "👀",
  tada: "🎉", star: "⭐", sparkles: "✨", red_circle: "🔴", large_orange_circle: "🟠", large_yellow_circle: "🟡",
  large_green_circle: "🟢", large_blue_circle: "🔵", white_circle: "⚪", black_circle: "⚫",
  chart_with_upwards_trend: "📈", bar_chart: "📊", arrow_right: "➡️", arrow_left: "⬅️", arrow_up: "⬆️",
  arrow_down: "⬇️", rotating_light: "🚨", speech_balloon: "💬", thought_balloon: "💭", zzz: "💤", gear: "⚙️",
  hammer_and_wrench: "🛠️", wastebasket: "🗑️", seedling: "🌱", hospital: "🏥", heart: "❤️", smile: "😄",
  slightly_smiling_face: "🙂", handshake: "🤝", raising_hand: "🙋", mortar_board: "🎓", door: "🚪",
};

export function emoji(name) {
  return KNOWN[name] ?? `:${name}:`;
}
