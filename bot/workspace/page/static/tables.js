// Tables: as they are, or in pages.

import { button, h } from "./dom.js";
import { richText } from "./richtext.js";

function cellContent(cell, world) {
  if (cell?.type === "rich_text") return richText(cell, world);
  return String(cell?.text ?? cell?.value ?? "");
}

function headRow(row, world) {
  return h("tr", {}, row.map((cell) => h("th", { scope: "col", class: alignOf(cell) }, cellContent(cell, world))));
}

function alignOf(cell, settings) {
  const align = settings?.align ?? (cell?.type === "raw_number" ? "right" : "left");
  return `align-${align}${settings?.is_wrapped === false ? " unwrapped" : ""}`;
}

function bodyRow(row, world, settings, headColumn) {
  const cells = row.map((cell, column) => {
    const props = { class: alignOf(cell, settings?.[column]) };
    if (column === headColumn) return h("th", { ...props, scope: "row" }, cellContent(cell, world));
    return h("td", props, cellContent(cell, world));
  });
  return h("tr", {}, cells);
}

function frame(content, label) {
  // It can be scrolled sideways by keyboard too, so it takes the focus and has a name.
  return h("div", { class: "table-frame", tabindex: "0", role: "region", "aria-label": label }, content);
}

export function table(block, { world }) {
  const [head, ...rows] = block.rows;
  const body = rows.map((row) => bodyRow(row, world, block.column_settings));
  return frame(h("table", {}, h("thead", {}, headRow(head, world)), h("tbody", {}, body)), "Table");
}

export function dataTable(block, { world }) {
  const [head, ...rows] = block.rows;
  const size = block.page_size ?? 5;
  const last = Math.max(0, Math.ceil(rows.length / size) - 1);
  const body = h("tbody");
  const where = h("span", { role: "status" });
  let page = 0;
  const turn = (to) => {
    page = Math.min(last, Math.max(0, to));
    const shown = rows.slice(page * size, (page + 1) * size);
    body.replaceChildren(...shown.map((row) => bodyRow(row, world, null, block.row_header_column_index ?? 0)));
    where.textContent = `${page * size + 1}–${page * size + shown.length} of ${rows.length}`;
    back.disabled = page === 0;
    on.disabled = page === last;
  };
  const back = button("Earlier rows", () => turn(page - 1));
  const on = button("More rows", () => turn(page + 1));
  const pager = h("div", { class: "pager" }, back, where, on);
  turn(0);
  const whole = h("table", {}, h("caption", {}, block.caption), h("thead", {}, headRow(head, world)), body);
  return h("div", {}, frame(whole, block.caption), last > 0 ? pager : null);
}
