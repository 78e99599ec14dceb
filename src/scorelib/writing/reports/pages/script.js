"use strict";
(() => {
  const by = (id) => document.getElementById(id);
  const folds = [...document.querySelectorAll("details")];

  // What an address points to is opened and seen, whatever is filtered or folded around it.
  const reveal = () => {
    let name = location.hash.slice(1);
    try { name = decodeURIComponent(name); } catch { return; }
    const target = name && by(name);
    if (!target) return;
    if (target.closest("[hidden]")) clear();
    for (let at = target; at; at = at.parentElement) if (at.localName === "details") at.open = true;
    target.scrollIntoView();
  };

  // Paper has no folds: all are open while it prints.
  let shut = [];
  addEventListener("beforeprint", () => {
    shut = folds.filter((fold) => !fold.open);
    for (const fold of shut) fold.open = true;
  });
  addEventListener("afterprint", () => { for (const fold of shut) fold.open = false; });
  addEventListener("hashchange", reveal);

  const tools = by("tools"), find = by("find"), shown = by("shown"), all = by("all");
  const chips = [...document.querySelectorAll("button.chip")];
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  let items = null;

  // Read on the first use, not on load. Rows that hang together by merged cells are one item.
  const read = () => {
    items = [];
    const add = (element, rows) => items.push({
      element,
      text: plain(element.textContent),
      statuses: rows.map((row) => row.dataset.s).filter((status) => status !== undefined),
      level: Number(rows[0].dataset.l || 0),
      table: element.closest(".wide"),
      fold: element.localName === "details",
    });
    const every = "table.filtered > tbody, details[data-s]";
    for (const found of document.querySelectorAll(every)) {
      if (found.localName === "details") add(found, [found]);
      else if (found.className === "merged") add(found, [...found.rows]);
      else for (const row of found.rows) add(row, [row]);
    }
  };

  // Of a long table in sheets only those with rows are shown, under one head; how high each will
  // be is said beforehand, since a sheet that nobody looks at is not laid out.
  const arrange = (filtered) => {
    let before = null;
    for (const sheet of document.querySelectorAll(".sheet")) {
      const rows = [...sheet.querySelectorAll("tbody")].reduce((sum, body) => sum + (body.hidden ? 0 :
        [...body.rows].reduce((count, row) => count + !row.hidden, 0)), 0);
      sheet.hidden = rows === 0;
      sheet.style.containIntrinsicHeight = filtered ? `${rows * 1.9}rem` : "";
      sheet.classList.toggle("again", filtered && before === sheet.parentElement);
      if (rows > 0) before = sheet.parentElement;
    }
  };

  // From the last to the first: a row that is kept keeps the rows above it in its tree, a fold
  // that is kept those around it.
  const filter = () => {
    if (!items) read();
    const words = plain(find.value).split(/\s+/).filter(Boolean);
    const wanted = new Set(chips.filter((chip) => chip.ariaPressed === "true").map((chip) => chip.dataset.status));
    const kept = new Set();
    let table = null, above = 0, count = 0;
    for (let at = items.length - 1; at >= 0; at -= 1) {
      const item = items[at];
      if (item.table !== table) { table = item.table; above = 0; }
      const holds = words.every((word) => item.text.includes(word)) &&
        (!wanted.size || item.statuses.some((status) => wanted.has(status)));
      const keep = holds || (item.fold ? kept.has(item.element) : item.level < above);
      if (keep && !item.fold) above = item.level;
      if (keep && item.fold) {
        const around = item.element.parentElement.closest("details[data-s]");
        if (around) kept.add(around);
      }
      if (holds) count += 1;
      if (item.element.hidden === keep) item.element.hidden = !keep;
    }
    const filtered = words.length > 0 || wanted.size > 0;
    arrange(filtered);
    all.disabled = !filtered;
    tools.classList.toggle("filtered", filtered);
    shown.value = filtered ? shown.dataset.words.replace("{shown}", count).replace("{all}", items.length) : "";
  };

  const clear = () => {
    find.value = "";
    for (const chip of chips) chip.ariaPressed = "false";
    filter();
  };

  if (tools) {
    tools.hidden = false;
    // The heads of tables stop below the controls, however many lines these take.
    const measure = () => {
      const sticky = getComputedStyle(tools).position === "sticky";
      document.documentElement.style.setProperty("--tools", sticky ? `${tools.offsetHeight}px` : "0px");
    };
    new ResizeObserver(measure).observe(tools);
    measure();
    const filters = chips.length > 0 || document.querySelector("table.filtered");
    if (!filters) for (const part of [find.parentElement, all]) part.hidden = true;
    if (!folds.length) for (const name of ["open", "shut"]) by(name).hidden = true;
    let waiting = 0;
    find.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
    for (const chip of chips) chip.addEventListener("click", () => {
      chip.ariaPressed = String(chip.ariaPressed !== "true");
      filter();
    });
    all.addEventListener("click", clear);
    by("open").addEventListener("click", () => { for (const fold of folds) fold.open = true; });
    by("shut").addEventListener("click", () => { for (const fold of folds) fold.open = false; });
  }
  reveal();
})();
