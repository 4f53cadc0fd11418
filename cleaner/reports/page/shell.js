"use strict";
// What all pages share: finding, moving, links, themes, keys, taking away. A page's own script follows in the same
// element; it gives FILTERS and ALL_FIELDS (the names of fields), update() (what they choose), KEYS and CLICKS. Texts of
// strangers are only ever read from the page and put back as text, never as markup.

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

// ---- Filters

const form = one(".filters");
const valueOf = (name) => form.elements[name]?.value ?? "";

// What is searched for is marked where it stands, and unfolded.
function highlight(query, elements) {
  if (!globalThis.Highlight) return;
  CSS.highlights.delete("search");
  if (query.length < 2) return;
  const ranges = [];
  for (const element of elements) {
    if (element.hidden) continue;
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
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

// ---- Links: #d-… is a place in the page, #rule=…&q=… a choice of what it shows

function remember() {
  const chosen = new URLSearchParams(ALL_FIELDS.map((name) => [name, valueOf(name)]).filter(([, value]) => value));
  history.replaceState(null, "", `#${chosen}`);
}

function follow() {
  const hash = location.hash.slice(1);
  const target = hash && document.getElementById(hash);
  if (target) {
    if (!isShown(target)) clear();
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

// ---- Moving

let current = null;
const isShown = (element) => !element.closest("[hidden]");

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

// ---- Taking away. Every text is written in double quotes, where YAML is as strict as JSON.

const quoted = (text) => JSON.stringify(text).replace(/[^\x20-\x7e\p{L}\p{M}\p{N}\p{P}\p{Sc}\p{Sm}]/gu, (character) => {
  const code = character.codePointAt(0);
  if (code === 0x20) return character;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
});

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

function download(name, text, type) {
  const link = make("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
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

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target === form.elements.q) event.target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]")) return;
  if (event.target.closest("input, select, textarea") || !Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
});

function begin() {
  const shared = { theme: nextTheme, "show-keys": KEYS["?"], copy };
  for (const [id, act] of Object.entries({ ...shared, ...CLICKS })) one(`#${id}`)?.addEventListener("click", act);
  for (const button of all("dialog .close")) button.addEventListener("click", () => button.closest("dialog").close());
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => { update(); remember(); });
  form.addEventListener("reset", () => setTimeout(() => { update(); remember(); }));
  addEventListener("hashchange", follow);
  theme(memory.read("theme") ?? "");
}
