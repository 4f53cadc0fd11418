// The page of a run works without this: it is then one long text with its reasons. What is here finds and compares
// documents, and takes down a review.

// ---- Documents and filters

const articles = all(".document").map((element, index) => ({
  element,
  index,
  name: one("h3", element).textContent,
  notes: all(".note", element),
  said: null,
}));
const container = one("#articles");
const FILTERS = ["q", "category", "rule", "confidence", "site"];
const ALL_FIELDS = [...FILTERS, "order", "view"];

function said(article) {
  article.said ??= `${article.name}\n${rawText(one(".text", article.element))}`.toLowerCase();
  return article.said;
}

function noteMatches(note) {
  return ["category", "rule", "confidence"].every((name) => {
    const wanted = valueOf(name);
    return !wanted || note.dataset[name] === wanted || (name === "rule" && note.dataset.rules.split(" ").includes(wanted));
  });
}

function filter() {
  const query = valueOf("q").trim().toLowerCase();
  const site = valueOf("site");
  let documents = 0;
  let removals = 0;
  for (const article of articles) {
    let matching = 0;
    for (const note of article.notes) {
      const matches = noteMatches(note);
      note.classList.toggle("unmatched", !matches);
      matching += matches;
    }
    const isShown = matching > 0 && (!site || article.element.dataset.site === site) && (!query || said(article).includes(query));
    article.element.hidden = !isShown;
    documents += isShown;
    removals += isShown ? matching : 0;
  }
  one("#found").textContent = documents === articles.length && !FILTERS.some(valueOf)
    ? `${counted(documents, "document")}, ${counted(removals, "place")} where something went`
    : `${documents.toLocaleString("en")} of ${counted(articles.length, "document")}, ${counted(removals, "place")} that match`;
  one("#nothing").hidden = documents > 0 || articles.length === 0;
  highlight(query, articles.map((article) => article.element));
}

const ORDERS = {
  "": (a, b) => a.index - b.index,
  share: (a, b) => b.element.dataset.share - a.element.dataset.share,
  removed: (a, b) => b.element.dataset.removed - a.element.dataset.removed,
  name: (a, b) => a.name.localeCompare(b.name, "en", { numeric: true }),
};

function order() {
  articles.sort(ORDERS[valueOf("order")] ?? ORDERS[""]);
  container.append(...articles.map((article) => article.element));
}

function update() {
  order();
  compare();
  filter();
}

// ---- Moving

const stops = () => articles.filter((article) => !article.element.hidden).flatMap((article) => article.notes.filter((note) => !note.classList.contains("unmatched")));
const documents = () => articles.map((article) => article.element).filter(isShown);

// ---- Side by side

function compare() {
  const isSide = valueOf("view") === "side";
  root.dataset.view = isSide ? "side" : "inline";
  if (!isSide || compare.done) return;
  compare.done = true;
  for (const line of all(".kept .line")) {
    const pair = make("div", { className: "pair" });
    line.before(pair);
    pair.append(line, aside(line.cloneNode(true)));
  }
  for (const line of all(".passage.trimmed .line")) {
    const after = line.cloneNode(true);
    for (const gone of all("del", after)) gone.remove();
    line.closest(".passage").querySelector(".notes").prepend(aside(after));
  }
}

function aside(line) {
  line.classList.add("after");
  line.setAttribute("aria-hidden", "true");
  line.removeAttribute("data-n");
  for (const button of all("button", line)) button.remove();
  return line;
}

// ---- Review

const wrong = new Set();
const boilerplate = new Set();
const lineKey = (line) => `${line.closest(".document").id}:${line.dataset.n}`;

function toggleWrong(note) {
  const id = note.id;
  if (!wrong.delete(id)) wrong.add(id);
  reviewed();
}

function toggleLine(line) {
  const key = lineKey(line);
  if (!boilerplate.delete(key)) boilerplate.add(key);
  reviewed();
}

function markLines(article) {
  const button = one(".mark-lines", article);
  const isOn = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", isOn);
  for (const line of all(".kept .line:not(.blank, .shortened, .after)", article)) {
    one(".take", line)?.remove();
    if (isOn && /[\p{L}\p{N}]/u.test(rawText(line))) {
      line.prepend(make("button", { type: "button", dir: "ltr", className: "take", textContent: "Boilerplate" }));
    }
  }
  showMarks();
}

function showMarks() {
  for (const note of all(".note")) one(".wrong", note).setAttribute("aria-pressed", wrong.has(note.id));
  for (const line of all(".kept .line:not(.after)")) {
    const isMarked = boilerplate.has(lineKey(line));
    line.classList.toggle("boilerplate", isMarked);
    one(".take", line)?.setAttribute("aria-pressed", isMarked);
  }
  const count = wrong.size + boilerplate.size;
  one("#tray").hidden = count === 0;
  one("#marks").textContent = count ? counted(count, "mark") : "";
}

function reviewed() {
  memory.write(`review:${document.title}`, JSON.stringify([[...wrong], [...boilerplate]]));
  showMarks();
}

function recall() {
  try {
    const [notes, lines] = JSON.parse(memory.read(`review:${document.title}`) ?? "[[],[]]");
    for (const id of notes) if (document.getElementById(id)) wrong.add(id);
    const there = new Set(all(".kept .line").map(lineKey));
    for (const key of lines) if (there.has(key)) boilerplate.add(key);
  } catch { /* what is remembered is of another version */ }
}

// ---- The review as a pack

const squeezed = (text) => text.replace(/[\s\u200b\ufeff]+/gu, " ").trim();
const literally = (text) => squeezed(text).replace(/[\\^$.|?*+()[\]{}]/g, "\\$&");
const list = (key, items, indent) => `${indent}${key}:\n${items.map((item) => `${indent}  - ${quoted(item)}\n`).join("")}`;

// A line stays where it stands in text. Beside lines that go it may still be what supports them say it is, so that the
// example has text around it.
const AROUND = [
  "The harbour office opened its doors again on Tuesday, after a winter in which the roof had to be mended twice.",
  "Two of the old cranes will stay where they are, because the town could not agree on who should take them down.",
];

function exceptions() {
  const rules = new Map();
  for (const [said, texts] of wrongTexts()) {
    const takers = articles.flatMap((article) => article.notes).filter((note) => linesOf(note).join("\n") === said);
    for (const rule of new Set(takers.flatMap((note) => note.dataset.rules.split(" ")))) {
      const entry = rules.get(rule) ?? { unless: new Set(), keep: new Set() };
      for (const text of texts) entry.unless.add(`^${literally(text)}$`);
      entry.keep.add([AROUND[0], said, AROUND[1]].join("\n\n"));
      rules.set(rule, entry);
    }
  }
  return [...rules].map(([rule, { unless, keep }]) =>
    `  - extends: ${quoted(rule)}\n${list("unless+", [...unless], "    ")}    examples:\n${list("keep", [...keep], "      ")}`);
}

function wrongTexts() {
  const found = new Map();
  for (const id of wrong) {
    const texts = linesOf(document.getElementById(id));
    if (texts.length) found.set(texts.join("\n"), texts);
  }
  return found;
}

// The lines that a note speaks of: all that went as a whole, or the line of which a part went. One that the page shows
// shortened can't be written down.
const linesOf = (note) => {
  const lines = all(".lines .line:not(.blank, .shortened)", note.closest(".passage"));
  return [...new Set(lines.map((line) => rawText(line).trim()))];
};

function drafts() {
  const texts = new Set();
  for (const line of all(".kept .line:not(.after)")) if (boilerplate.has(lineKey(line))) texts.add(squeezed(rawText(line)));
  const taken = new Set();
  return [...texts].map((text) => {
    const words = text.normalize("NFKD").toLowerCase().match(/[a-z0-9]+/g) ?? ["marked", "line"];
    const base = words.slice(0, 5).join("-");
    let name = base;
    for (let number = 2; taken.has(name); number += 1) name = `${base}-${number}`;
    taken.add(name);
    const isShort = text.length < 8 || !/[\p{L}\p{N}]\P{L}*\s\P{L}*[\p{L}\p{N}]/u.test(text);
    return `  - id: ${quoted(name)}\n    description: "Drafted from a line that a reader of the report marked."\n    kind: phrase\n` +
      `    category: furniture\n    confidence: ${isShort ? "likely" : "certain"}\n${list("phrases", [text], "    ")}` +
      `    examples:\n${list("remove", [text], "      ")}${list("keep", [`Somebody had painted ${quotable(text)} on the wall of the boat house, and nobody could say when that had been.`], "      ")}`;
  });
}

const quotable = (text) => `"${text.replaceAll('"', "'")}"`;

function pack() {
  return `pack: review\ndescription: What a reader of the report found wrong or missing.\nrules:\n${[...exceptions(), ...drafts()].join("\n")}`;
}

function showSnippet() {
  if (!wrong.size && !boilerplate.size) return;
  one("#yaml").textContent = pack();
  one("#copied").textContent = "";
  one("#snippet").showModal();
}

// ---- Keys and clicks

const KEYS = {
  j: () => step(stops(), 1),
  k: () => step(stops(), -1),
  n: () => step(documents(), 1),
  p: () => step(documents(), -1),
  w: () => current?.matches(".note") && toggleWrong(current),
  m: () => current && markLines(current.closest(".document")),
  y: showSnippet,
  s: () => { choose("view", valueOf("view") ? "" : "side"); compare(); remember(); },
  t: nextTheme,
  "/": () => form.elements.q.focus(),
  "?": () => one("#keys").showModal(),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.matches(".wrong")) toggleWrong(button.closest(".note"));
  else if (button.matches(".take")) toggleLine(button.closest(".line"));
  else if (button.matches(".mark-lines")) markLines(button.closest(".document"));
});

const CLICKS = {
  "show-snippet": showSnippet,
  "clear-marks": () => { wrong.clear(); boilerplate.clear(); reviewed(); },
  save: () => download("review.yaml", one("#yaml").textContent, "application/yaml"),
};
begin();
recall();
showMarks();
update();
follow();
