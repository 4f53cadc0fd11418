"use strict";
// The page works without this: it is then one long text with its reasons. What is here finds, filters, moves, compares
// and takes down a review. Texts of documents are only ever read from the page and put back as text, never as markup.

const root = document.documentElement;
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const make = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};
const counted = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

// What is remembered between visits; a browser that keeps nothing for files loses nothing else.
const memory = {
  read(name) { try { return localStorage.getItem(`cleaner:${name}`); } catch { return null; } },
  write(name, value) { try { localStorage.setItem(`cleaner:${name}`, value); } catch { /* then not */ } },
};

// ---- Documents and filters

const form = one(".filters");
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
const valueOf = (name) => form.elements[name]?.value ?? "";

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
  highlight(query);
}

function highlight(query) {
  if (!globalThis.Highlight) return;
  CSS.highlights.delete("search");
  if (query.length < 2) return;
  const ranges = [];
  for (const article of articles) {
    if (article.element.hidden) continue;
    const walker = document.createTreeWalker(article.element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node && ranges.length < 2000; node = walker.nextNode()) {
      const text = node.data.toLowerCase();
      if (text.length !== node.data.length) continue;
      for (let at = text.indexOf(query); at >= 0; at = text.indexOf(query, at + query.length)) {
        const range = new Range();
        range.setStart(node, at);
        range.setEnd(node, at + query.length);
        ranges.push(range);
        const fold = node.parentElement.closest("details");
        if (fold) fold.open = true;
      }
    }
  }
  CSS.highlights.set("search", new Highlight(...ranges));
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

// ---- Links: #d-… is a place in the page, #rule=…&q=… a choice of documents

function remember() {
  const chosen = new URLSearchParams(ALL_FIELDS.map((name) => [name, valueOf(name)]).filter(([, value]) => value));
  history.replaceState(null, "", `#${chosen}`);
}

function follow() {
  const hash = location.hash.slice(1);
  const target = hash && document.getElementById(hash);
  if (target) {
    if (target.closest(".document")?.hidden) clear();
    arrive(target);
  } else if (hash.includes("=")) {
    const chosen = new URLSearchParams(location.hash.slice(1));
    for (const name of ALL_FIELDS) choose(name, chosen.get(name) ?? "");
    update();
    one("#documents").scrollIntoView();
  }
}

function choose(name, value) {
  const field = form.elements[name];
  if (!field) return;
  if (field.tagName === "SELECT" && ![...field.options].some((option) => option.value === value)) {
    field.append(new Option(value, value));
  }
  field.value = value;
}

function clear() {
  for (const name of FILTERS) choose(name, "");
  update();
}

function update() {
  order();
  compare();
  filter();
}

// ---- Moving

let current = null;
const isShown = (element) => !element.closest("[hidden]");
const stops = () => articles.filter((article) => !article.element.hidden).flatMap((article) => article.notes.filter((note) => !note.classList.contains("unmatched")));
const documents = () => articles.map((article) => article.element).filter(isShown);

function arrive(target) {
  current?.classList.remove("current");
  current = target;
  target.classList.add("current");
  target.scrollIntoView({ block: target.matches(".note") ? "center" : "start" });
  target.focus({ preventScroll: true });
}

function step(among, by) {
  if (!among.length) return;
  let at = among.indexOf(current);
  if (at < 0 && current && isShown(current)) {
    // from a document to its first removal, or from a removal to its document's neighbour
    const following = among.findIndex((element) => current.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
    at = following < 0 ? among.length : by > 0 ? following - 1 : following;
  } else if (at < 0) {
    at = by > 0 ? -1 : among.length;
  }
  const target = among[Math.min(Math.max(at + by, 0), among.length - 1)];
  arrive(target);
  history.replaceState(null, "", `#${target.id}`);
}

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

// The text of an element as it stands in the document: characters that are shown as their names become themselves.
function rawText(element) {
  let text = "";
  for (const node of element.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) text += node.data;
    else if (node.nodeType !== Node.ELEMENT_NODE || node.matches("button, .after, .notes, .sr, summary")) continue;
    else if (node.matches(".control")) text += String.fromCodePoint(parseInt(node.dataset.code, 16));
    else text += rawText(node) + (node.matches(".line") ? "\n" : "");
  }
  return text;
}

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

// ---- The review as a pack. Every text is written in double quotes, where YAML is as strict as JSON.

const quoted = (text) => JSON.stringify(text).replace(/[^\x20-\x7e\p{L}\p{M}\p{N}\p{P}\p{Sc}\p{Sm}]/gu, (character) => {
  const code = character.codePointAt(0);
  if (code === 0x20) return character;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
});
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

async function copy() {
  const yaml = one("#yaml");
  try {
    await navigator.clipboard.writeText(yaml.textContent);
    one("#copied").textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(yaml);
    one("#copied").textContent = "Selected: copy it with your keys";
  }
}

function save() {
  const link = make("a", { href: URL.createObjectURL(new Blob([one("#yaml").textContent], { type: "application/yaml" })), download: "review.yaml" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// ---- Theme

const THEMES = ["", "light", "dark"];

function theme(wanted) {
  if (wanted) root.dataset.theme = wanted; else delete root.dataset.theme;
  const name = wanted || "as the system has it";
  one("#theme").setAttribute("aria-label", `Theme: ${name}`);
  one("#theme").title = name;
  memory.write("theme", wanted);
}

const nextTheme = () => theme(THEMES[(THEMES.indexOf(root.dataset.theme ?? "") + 1) % THEMES.length]);

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

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target === form.elements.q) event.target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]")) return;
  if (event.target.closest("input, select, textarea") || !Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.matches(".wrong")) toggleWrong(button.closest(".note"));
  else if (button.matches(".take")) toggleLine(button.closest(".line"));
  else if (button.matches(".mark-lines")) markLines(button.closest(".document"));
  else if (button.matches(".close")) button.closest("dialog").close();
});

const CLICKS = {
  theme: nextTheme,
  "show-keys": KEYS["?"],
  "show-snippet": showSnippet,
  "clear-marks": () => { wrong.clear(); boilerplate.clear(); reviewed(); },
  copy,
  save,
};
for (const [id, act] of Object.entries(CLICKS)) one(`#${id}`).addEventListener("click", act);

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", () => { update(); remember(); });
form.addEventListener("reset", () => setTimeout(() => { update(); remember(); }));
addEventListener("hashchange", follow);

theme(memory.read("theme") ?? "");
recall();
showMarks();
update();
follow();
