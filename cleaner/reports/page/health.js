// The page of the health of rules works without this. What is here finds, orders and moves.

const rows = all(".health tbody tr").map((element, index) => ({
  element,
  index,
  name: one("th a", element).textContent,
  said: rawText(element).toLowerCase(),
}));
const FILTERS = ["q", "state", "category"];
const ALL_FIELDS = [...FILTERS, "order"];

const falling = (name) => (a, b) => b.element.dataset[name] - a.element.dataset[name] || a.index - b.index;
const ORDERS = {
  "": (a, b) => a.index - b.index,
  hits: falling("hits"),
  sites: falling("sites"),
  prose: falling("prose"),
  last: (a, b) => b.element.dataset.last.localeCompare(a.element.dataset.last) || a.index - b.index,
  name: (a, b) => a.name.localeCompare(b.name, "en", { numeric: true }),
};

function update() {
  const query = valueOf("q").trim().toLowerCase();
  rows.sort(ORDERS[valueOf("order")] ?? ORDERS[""]);
  one("#articles").append(...rows.map((row) => row.element));
  let shown = 0;
  for (const { element, said } of rows) {
    element.hidden = !(["state", "category"].every((name) => !valueOf(name) || element.dataset[name] === valueOf(name))
      && (!query || said.includes(query)));
    shown += !element.hidden;
  }
  one("#found").textContent = shown === rows.length ? counted(shown, "rule") : `${shown.toLocaleString("en")} of ${counted(rows.length, "rule")}`;
  one("#nothing").hidden = shown > 0 || rows.length === 0;
  highlight(query, rows.map((row) => row.element));
}

const stops = () => rows.map((row) => row.element).filter(isShown);

function unfold() {
  const fold = current && one("details", current);
  if (fold) fold.open = !fold.open;
}

const KEYS = {
  j: () => step(stops(), 1),
  k: () => step(stops(), -1),
  o: unfold,
  t: nextTheme,
  "/": () => form.elements.q.focus(),
  "?": () => one("#keys").showModal(),
};
const CLICKS = {};
begin();
update();
follow();
