// The page of what was learnt works without this: it is then one long list with its evidence. What is here finds rules,
// takes down what is decided about each of their lines, and gives that away as decisions and as packs.

// ---- What there is

const articles = all(".candidate").map((element) => {
  const site = element.closest(".site");
  const items = all(".item", element).map((item) => ({
    element: item,
    names: JSON.parse(item.dataset.names),
    key: `${site.dataset.site}\n${JSON.parse(item.dataset.names)[0]}`,
  }));
  return { element, items, site, isNear: element.matches(".near"), said: null };
});
const sites = all(".site");
const itemOf = new Map(articles.flatMap((article) => article.items.map((item) => [item.element, item])));
const articleOf = new Map(articles.map((article) => [article.element, article]));

// ---- Decisions: the key of an item to "accepted" or "rejected"

const MEMORY = `review:${document.title}`;
const states = new Map();
const before = []; // what was decided before each change, for going back
for (const item of itemOf.values()) if (item.element.dataset.accepted) states.set(item.key, "accepted");

const stateOf = (item) => states.get(item.key) ?? "open";
const set = (key, state) => (state === "open" ? states.delete(key) : states.set(key, state));

// What is decided the same again is taken back.
function decide(items, state) {
  if (!items.length) return;
  const isBack = items.every((item) => stateOf(item) === state);
  before.push(items.map((item) => [item.key, stateOf(item), item.element.id]));
  for (const item of items) set(item.key, isBack ? "open" : state);
  decided();
}

function undo() {
  const last = before.pop();
  if (!last) return;
  for (const [key, state] of last) set(key, state);
  decided();
  const element = document.getElementById(last[0][2]);
  if (isShown(element)) arrive(element);
}

function decided() {
  memory.write(MEMORY, JSON.stringify([...states]));
  showStates();
}

function recall() {
  try {
    const there = new Set([...itemOf.values()].map((item) => item.key));
    for (const [key, state] of JSON.parse(memory.read(MEMORY) ?? "[]")) if (there.has(key)) set(key, state);
  } catch { /* what is remembered is of another version */ }
}

function press(within, accepted, rejected) {
  one(".accept", within)?.setAttribute("aria-pressed", accepted);
  one(".reject", within)?.setAttribute("aria-pressed", rejected);
}

function showStates() {
  const counts = { accepted: 0, rejected: 0, open: 0 };
  for (const article of articles) {
    for (const item of article.items) {
      const state = stateOf(item);
      counts[state] += 1;
      item.element.classList.toggle("accepted", state === "accepted");
      item.element.classList.toggle("rejected", state === "rejected");
      press(item.element, state === "accepted", state === "rejected");
    }
    const whole = one("header .acts", article.element);
    const are = (state) => article.items.every((item) => stateOf(item) === state);
    if (whole) press(whole, are("accepted"), are("rejected"));
  }
  const judged = counts.accepted + counts.rejected;
  one("#progress").max = itemOf.size || 1;
  one("#progress").value = judged;
  one("#marks").textContent = `${judged.toLocaleString("en")} of ${itemOf.size.toLocaleString("en")} judged: ` +
    `${counts.accepted.toLocaleString("en")} accepted, ${counts.rejected.toLocaleString("en")} rejected`;
  one("#undo").disabled = !before.length;
}

// ---- Filters

const FILTERS = ["q", "site", "category", "confidence", "what", "judged"];
const ALL_FIELDS = FILTERS;

function said(article) {
  article.said ??= `${article.site.dataset.site}\n${rawText(article.element)}`.toLowerCase();
  return article.said;
}

function isWanted(article, query) {
  const what = valueOf("what");
  return (!valueOf("site") || article.site.dataset.site === valueOf("site"))
    && ["category", "confidence"].every((name) => !valueOf(name) || article.element.dataset[name] === valueOf(name))
    && (!what || (what === "near") === article.isNear)
    && (!query || said(article).includes(query));
}

function update() {
  const query = valueOf("q").trim().toLowerCase();
  const judged = valueOf("judged");
  let rules = 0;
  let lines = 0;
  for (const article of articles) {
    const isIn = isWanted(article, query);
    let shown = 0;
    for (const item of article.items) {
      item.element.hidden = Boolean(judged) && stateOf(item) !== judged;
      shown += !item.element.hidden;
    }
    article.element.hidden = !isIn || shown === 0;
    rules += !article.element.hidden;
    lines += article.element.hidden ? 0 : shown;
  }
  for (const site of sites) site.hidden = !one(".candidate:not([hidden])", site);
  const isAll = rules === articles.length && !FILTERS.some(valueOf);
  one("#found").textContent = isAll
    ? `${counted(rules, "rule")} and nearly learnt lines, ${counted(lines, "line")} to judge`
    : `${rules.toLocaleString("en")} of ${articles.length.toLocaleString("en")} match, ${counted(lines, "line")} to judge`;
  one("#nothing").hidden = rules > 0 || articles.length === 0;
  highlight(query, articles.map((article) => article.element));
}

// ---- Moving

const stops = () => [...itemOf.keys()].filter(isShown);
const rules = () => articles.map((article) => article.element).filter(isShown);

let unfolded = null; // by moving to it, so that moving on folds it again

function go(among, by) {
  if (unfolded) unfold(unfolded, false);
  step(among, by);
  unfolded = current?.matches(".item") && !one(".seen", current)?.open ? current : null;
  if (!unfolded) return;
  unfold(unfolded, true);
  unfolded.scrollIntoView({ block: unfolded.offsetHeight < innerHeight - 240 ? "center" : "start" });
}

function unfold(element, isOpen) {
  const fold = one(".seen", element);
  if (fold) fold.open = isOpen ?? !fold.open;
}

function judgeCurrent(state) {
  if (!current || !isShown(current)) return;
  const isItem = current.matches(".item");
  decide(isItem ? [itemOf.get(current)] : shownItems(articleOf.get(current)), state);
  go(isItem ? stops() : rules(), 1);
}

const shownItems = (article) => article.items.filter((item) => !item.element.hidden);

// ---- Decisions and packs

function decisions() {
  const told = {};
  for (const site of sites) {
    const own = articles.filter((article) => article.site === site);
    const names = (isIn, state) => own.filter(isIn).flatMap((article) => article.items).filter((item) => stateOf(item) === state).flatMap((item) => item.names);
    const taken = own.filter((article) => article.isNear && stateOf(article.items[0]) === "accepted").map(ruleOf);
    const accepted = names((article) => !article.isNear, "accepted");
    const rejected = names(() => true, "rejected");
    if (accepted.length || rejected.length || taken.length) {
      told[site.dataset.site] = { host: JSON.parse(site.dataset.host), accepted, rejected, taken };
    }
  }
  return `${JSON.stringify({ version: 1, sites: told }, null, 1)}\n`;
}

const ruleOf = (article) => JSON.parse(article.element.dataset.rule);
const LISTS = { phrase: "phrases", line: "pattern" };

// A rule without what was rejected, and without the examples of that.
function reviewed(article) {
  const rule = ruleOf(article);
  const stays = article.items.map((item) => stateOf(item) !== "rejected");
  if (stays.every(Boolean)) return rule;
  if (!stays.some(Boolean)) return null;
  const list = LISTS[rule.kind];
  const owners = JSON.parse(article.element.dataset.owners);
  rule[list] = rule[list].filter((_, at) => stays[at]);
  const remove = rule.examples.remove.filter((_, at) => (owners[at] ?? null) === null || stays[owners[at]]);
  rule.examples.remove = remove.length ? remove : [JSON.parse(article.items[stays.indexOf(true)].element.dataset.says)];
  return rule;
}

function packOf(site) {
  const own = articles.filter((article) => article.site === site);
  const kept = own.filter((article) => !article.isNear || stateOf(article.items[0]) === "accepted").map(reviewed).filter(Boolean);
  const used = new Set();
  for (const rule of kept) if (rule.id) rule.id = unused(rule.id, used);
  if (!kept.length) return "";
  return `${written({ ...JSON.parse(site.dataset.about), rules: kept }, "").trimStart()}\n`;
}

function unused(id, used) {
  let name = id;
  for (let number = 2; used.has(name); number += 1) name = `${id}-${number}`;
  used.add(name);
  return name;
}

// A value as YAML below a key.
function written(value, indent) {
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    return value.length ? value.map((item) => `\n${indent}- ${written(item, deeper).trimStart()}`).join("") : " []";
  }
  if (value !== null && typeof value === "object") {
    return Object.entries(value).map(([key, item]) => `\n${indent}${plain(key)}:${written(item, deeper)}`).join("");
  }
  return ` ${typeof value === "string" ? plain(value) : JSON.stringify(value)}`;
}

const plain = (text) => (/^[a-z]+(-[a-z]+)*$/.test(text) && !/^(y|n|yes|no|on|off|true|false|null)$/.test(text) ? text : quoted(text));

function showSnippet() {
  const choices = sites.map((site) => new Option(site.dataset.site, site.dataset.site));
  const wanted = current?.closest(".site")?.dataset.site ?? valueOf("site");
  one("#pack-site").replaceChildren(...choices);
  if (wanted) one("#pack-site").value = wanted;
  showPack();
  one("#snippet").showModal();
}

const pickedSite = () => sites.find((site) => site.dataset.site === one("#pack-site").value);

function showPack() {
  const pack = packOf(pickedSite());
  one("#yaml").textContent = pack || "# Nothing of this site is left.";
  one("#save").disabled = !pack;
  one("#save").textContent = `Save ${pickedSite().dataset.site}.yaml`;
  one("#copied").textContent = "";
}

// ---- Keys and clicks

const KEYS = {
  j: () => go(stops(), 1),
  k: () => go(stops(), -1),
  n: () => go(rules(), 1),
  p: () => go(rules(), -1),
  a: () => judgeCurrent("accepted"),
  r: () => judgeCurrent("rejected"),
  u: undo,
  o: () => current && unfold(current.matches(".item") ? current : one(".item", current)),
  y: showSnippet,
  t: nextTheme,
  "/": () => form.elements.q.focus(),
  "?": () => one("#keys").showModal(),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest(".candidate button");
  if (!button) return;
  const item = button.closest(".item");
  const items = item ? [itemOf.get(item)] : shownItems(articleOf.get(button.closest(".candidate")));
  decide(items, button.matches(".accept") ? "accepted" : "rejected");
});

const CLICKS = {
  undo,
  "show-snippet": showSnippet,
  "save-decisions": () => download("decisions.json", decisions(), "application/json"),
  save: () => download(`${pickedSite().dataset.site}.yaml`, one("#yaml").textContent, "application/yaml"),
};
one("#pack-site").addEventListener("change", showPack);
begin();
recall();
showStates();
update();
follow();
