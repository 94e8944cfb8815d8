// @ts-check
"use strict";
// The rule author's page. It holds what its author said and the steps back and forth; all else it asks the server for.
// What a saved page says is only ever text here: it goes into the document by `textContent`, and into a frame without scripts.

/** @typedef {"husk"|"article"|"headline"|"lead"|"caption"|"author"|"date"|"comments"|"note"} Part */
/** @typedef {{node: number, part: Part}} Place */
/** @typedef {{picks: Place[], right: string|null}} Said */
/** @typedef {{rule: string, said: Said[]}} Step */
/** @typedef {{line: number, column: number, message: string, remedy: string}} AtLine */
/** @typedef {{node: number, came: boolean, text: string}} Change */
/** @typedef {{state: string, layout: number|null, texts: string, region: number[]|null, light: string, without: number|null,
 *   with: number|null, words: number, confidence: number, warnings: string[], changes: Change[], undone: Place[]}} Marked */
/** @typedef {{line: string, told: string, against: string|null, rule: string, hits: number[][], solves: number}} Offer */
/** @typedef {{lines: {text: string, node: number|null}[], facts: {name: string, value: string}[]}} Read */
/** @typedef {{page: number, pick: Place, node: number}} Pointed */
/** @typedef {{html: string, texts: {node: number, run: number}[]}} Shown */

const token = location.hash.slice(1);
const nonce = document.currentScript?.nonce ?? "";

/** An element of the page by its id. @template {HTMLElement} [T=HTMLElement] @param {string} id @returns {T} */
const at = id => /** @type {T} */ (document.getElementById(id));

/** A button, a field or a menu of the page. @param {string} id */
const field = id => /** @type {HTMLTextAreaElement & HTMLButtonElement} */ (/** @type {unknown} */ (at(id)));

/** A new element. @param {string} tag @param {string} [text] @param {Object<string, string>} [attributes] */
function make(tag, text, attributes) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  for (const [name, value] of Object.entries(attributes ?? {})) element.setAttribute(name, value);
  return element;
}

/** @param {number} count @param {string} what */
const counted = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;

const state = {
  names: /** @type {string[]} */ ([]),
  view: 0,
  /** Where it stands, and the steps back and forth. */
  now: /** @type {Step} */ ({ rule: "", said: [] }),
  back: /** @type {Step[]} */ ([]),
  forth: /** @type {Step[]} */ ([]),
  /** The rule before the last change, that changes are told against. */
  before: /** @type {string|null} */ (null),
  marked: /** @type {Marked[]} */ ([]),
  read: /** @type {Read} */ ({ lines: [], facts: [] }),
  shown: /** @type {Map<number, Shown>} */ (new Map()),
  /** The text that the keys are at: the number of its first node. */
  cursor: /** @type {number|null} */ (null),
  /** What was pointed at last, and the element that lines are looked for at. */
  pointed: /** @type {Pointed|null} */ (null),
  offers: /** @type {Offer[]} */ ([]),
  /** What the files were when their difference was shown. */
  seen: /** @type {(string|null)[]} */ ([]),
  /** Each ask has a number: an answer that another one overtook is not shown. */
  asked: 0,
};

// ── The server ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What is wrong with a rule, or why something is not done. */
class Refusal extends Error {
  /** @param {string} message @param {AtLine[]} errors */
  constructor(message, errors) {
    super(message);
    this.errors = errors;
  }
}

/** Asks the server. @param {string} ask @param {object} [more] @returns {Promise<any>} */
async function query(ask, more) {
  const headers = { "Content-Type": "application/json", "X-Dehusk": "studio" };
  let response;
  try {
    response = await fetch("/" + token, { method: "POST", headers, body: JSON.stringify({ ask, ...more }) });
  } catch {
    throw new Refusal("dehusk does not answer any more: start it again, and open the new address", []);
  }
  const answer = await response.json();
  if (!response.ok) throw new Refusal(answer.error, answer.errors ?? []);
  return answer;
}

/** Says something below. @param {string} text @param {boolean} [isError] */
function say(text, isError) {
  at("status").textContent = text;
  at("status").className = isError ? "error" : "";
}

/** Does something, and says what went wrong. @param {() => Promise<void>} work */
async function attempt(work) {
  try {
    await work();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error), true);
  }
}

// ── Steps ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What was said of a page. @param {number} [page] */
const said = page => state.now.said[page ?? state.view];

/** A step further: what changes is another rule, or something else that was said. @param {Partial<Step>} change */
function step(change) {
  state.back.push(state.now);
  state.forth = [];
  move({ ...state.now, ...change });
}

/** @param {Step} to */
function move(to) {
  state.before = state.now.rule;
  state.now = to;
  write(to.rule);
  const pointed = state.pointed;
  if (pointed && !said(pointed.page).picks.some(pick => pick.node === pointed.pick.node)) point(null);
}

/** Shows another rule, at the first line that is different. @param {string} rule */
function write(rule) {
  const area = field("toml");
  if (area.value === rule) return;
  const [old, lines] = [area.value.split("\n"), rule.split("\n")];
  const line = lines.findIndex((line, index) => line !== old[index]);
  area.value = rule;
  area.scrollTop = Math.max(0, line - 3) * parseFloat(getComputedStyle(area).lineHeight);
}

function undo() {
  const last = state.back.pop();
  if (!last) return;
  state.forth.push(state.now);
  move(last);
  refresh();
}

function redo() {
  const next = state.forth.pop();
  if (!next) return;
  state.back.push(state.now);
  move(next);
  refresh();
}

/** The same things said, but for a page. @param {number} page @param {Said} of */
const saidWith = (page, of) => state.now.said.map((old, other) => (other === page ? of : old));

// ── All pages, marked ───────────────────────────────────────────────────────────────────────────────────────────────────

/** Marks all pages by the rule as it is. */
async function refresh() {
  const number = ++state.asked;
  const { rule, said } = state.now;
  field("undo").disabled = !state.back.length;
  field("redo").disabled = !state.forth.length;
  await attempt(async () => {
    try {
      const answer = await query("mark", { rule, before: state.before, said, view: state.view });
      if (number !== state.asked) return;
      state.marked = answer.pages;
      state.read = answer.read;
      showErrors([], answer.lints);
      showAll();
      say("");
    } catch (error) {
      if (number !== state.asked || !(error instanceof Refusal) || !error.errors.length) throw error;
      showErrors(error.errors, []);
      say(`the rule has ${counted(error.errors.length, "error")}: the pages are as before it`, true);
    }
  });
}

function showAll() {
  showPages();
  paint();
  showArticle();
  showChanges();
  const undone = state.marked.reduce((sum, page) => sum + page.undone.length, 0);
  field("solve").disabled = undone < 1;
  at("solve").textContent = undone ? `Solve ${counted(undone, "mark")}` : "Solve all marks";
}

const LIGHTS = /** @type {Object<string, string[]>} */ ({
  better: ["▲", "better than without the rule"],
  same: ["=", "as good as without the rule"],
  worse: ["▼", "worse than without the rule"],
  unknown: ["○", "nothing said yet"],
});

function showPages() {
  const items = state.names.map((name, page) => {
    const marked = state.marked[page];
    const button = make("button", undefined, { "data-page": String(page), title: name });
    if (page === state.view) button.setAttribute("aria-current", "true");
    const [sign, words] = LIGHTS[marked.light];
    const score = marked.with === null ? "" : ` (${(marked.without ?? 0).toFixed(2)} → ${marked.with.toFixed(2)})`;
    const title = make("b");
    title.append(make("span", sign, { class: `light ${marked.light}`, "aria-hidden": "true" }), make("bdi", name));
    const came = marked.changes.filter(change => change.came).length;
    const moved = marked.changes.length ? ` · +${came} −${marked.changes.length - came} texts` : "";
    const layout = marked.layout ? ` · layout at line ${marked.layout}` : "";
    button.append(title, make("small", `${words}${score} · ${marked.state}${layout} · ${marked.words} words${moved}`));
    if (marked.undone.length) button.append(make("small", ` · ${counted(marked.undone.length, "mark")} open`, { class: "undone" }));
    const item = make("li");
    item.append(button);
    return item;
  });
  at("pages").replaceChildren(...items);
}

function showChanges() {
  const parts = state.marked.flatMap((marked, page) => {
    if (!marked.changes.length) return [];
    const list = make("ul");
    for (const change of marked.changes) {
      const item = make("li");
      item.append(make(change.came ? "ins" : "del", `${change.came ? "+" : "−"} ${change.text}`, { dir: "auto" }));
      list.append(item);
    }
    return [make("h3", state.names[page]), list];
  });
  at("changes").hidden = !parts.length;
  at("changes").querySelector("div")?.replaceChildren(...parts);
}

/** @param {AtLine[]} errors @param {AtLine[]} lints */
function showErrors(errors, lints) {
  const item = (/** @type {AtLine} */ it, /** @type {string} */ kind) => {
    const button = make("button", `${kind} in line ${it.line}: ${it.message} — ${it.remedy}`, { "data-line": String(it.line) });
    const item = make("li", undefined, { class: kind });
    item.append(button);
    return item;
  };
  at("errors").replaceChildren(...errors.map(it => item(it, "error")), ...lints.map(it => item(it, "lint")));
  const kinds = /** @type {Map<number, string>} */ (new Map());
  for (const lint of lints) kinds.set(lint.line, "lint");
  for (const error of errors) kinds.set(error.line, "error");
  const count = field("toml").value.split("\n").length;
  const lines = Array.from({ length: count }, (_, index) => {
    const kind = kinds.get(index + 1);
    return make("span", `${kind ? "▸" : ""}${index + 1}\n`, kind ? { class: kind } : {});
  });
  at("gutter").replaceChildren(...lines);
  at("gutter").scrollTop = at("toml").scrollTop;
}

// ── The saved page ──────────────────────────────────────────────────────────────────────────────────────────────────────

const frame = /** @type {HTMLIFrameElement} */ (at("frame"));
const pane = at("pane");

/** What the saved page looks like without its own style sheets, and the tints on it. */
const FRAME_STYLE = `
  html, body { margin: 0; height: auto !important; min-height: 0 !important; overflow: hidden; background: #fff; color: #1e1c19; }
  body { padding: 10px 16px 24px; font: 15px/1.5 Georgia, "Noto Serif", serif; overflow-wrap: anywhere; }
  * { position: static !important; animation: none !important; max-width: 100% !important; min-height: 0 !important; opacity: 1 !important; }
  d-p { display: block; margin: .8em 0; } d-a { color: #1a4fa0; } img { height: auto !important; }
  d-img { display: inline-block; min-width: 3em; min-height: 1.6em !important; padding: .2em .6em; background: #eee; border: 1px dashed #999; color: #555; font-size: .85em; }
  d-img::before { content: "picture "; color: #777; }
  d-t[data-s=k] { background: #e4f2e8; text-decoration: underline 2px #14713f; text-underline-offset: .2em; }
  d-t[data-s=d], d-t[data-s=u], d-t[data-s=b], d-t[data-s=m] { color: #6b655c; text-decoration: line-through 1px #a8352a; }
  d-t[data-s=l], d-t[data-s=c], d-t[data-s=n] { background: #eee8fb; text-decoration: underline dotted 2px #5a3fa0; text-underline-offset: .2em; }
  d-t[data-s=b], d-t[data-s=m] { text-decoration: line-through dotted 1px #5a3fa0; }
  [data-said] { outline: 2px dashed #0b5cad; outline-offset: 1px; }
  [data-hit] { box-shadow: inset 0 0 0 2px #c98a00 !important; background-color: #fdf1d6 !important; }
  [data-target] { outline: 2px solid #c98a00 !important; outline-offset: 2px; }
  [data-cursor] { box-shadow: 0 0 0 2px #0b5cad; border-radius: 2px; }`;

/** The document of the saved page. */
const inside = () => /** @type {Document} */ (frame.contentDocument);

/** The elements of the saved page by their nodes, and the places of its texts. */
let elements = /** @type {Map<number, HTMLElement>} */ (new Map());
let places = /** @type {Map<number, number>} */ (new Map());

/** An element of the saved page by its node. @param {number} node */
const element = node => elements.get(node) ?? null;

/** The runs of text of the page in view: the elements of each, in order. */
let runs = /** @type {{node: number, elements: HTMLElement[]}[]} */ ([]);
/** The run of each node of a text. */
let runOf = /** @type {Map<number, number>} */ (new Map());

/** Shows a page. @param {number} page */
async function view(page) {
  await attempt(async () => {
    let shown = state.shown.get(page);
    if (!shown) state.shown.set(page, (shown = /** @type {Shown} */ (await query("page", { page }))));
    state.view = page;
    state.cursor = null;
    if (state.pointed?.page !== page) point(null);
    await fill(shown);
    await refresh();
    const first = state.marked[page]?.region?.[0];
    if (first !== undefined) reveal(first, "start");
  });
}

/** @param {Shown} shown */
async function fill(shown) {
  const loaded = new Promise(resolve => frame.addEventListener("load", resolve, { once: true }));
  frame.style.height = "";
  frame.srcdoc = `<!doctype html><meta charset=utf-8><style nonce="${nonce}">${FRAME_STYLE}</style><body>${shown.html}`;
  await loaded;
  const all = /** @type {NodeListOf<HTMLElement>} */ (inside().querySelectorAll("[data-n]"));
  elements = new Map([...all].map(it => [Number(it.dataset.n), it]));
  places = new Map(shown.texts.map(({ node }, index) => [node, index]));
  runs = [];
  runOf = new Map();
  const numbers = new Map();
  for (const { node, run } of shown.texts) {
    const text = element(node);
    if (!text) continue;
    if (!numbers.has(run)) {
      numbers.set(run, runs.length);
      runs.push({ node, elements: [] });
    }
    runs[numbers.get(run)].elements.push(text);
    runOf.set(node, numbers.get(run));
  }
  fit();
}

/** Makes the frame as high as what is in it, so that the page scrolls as one. */
function fit() {
  if (!inside()?.body) return;
  if (frame.style.height) frame.style.height = "";
  const height = Math.max(inside().documentElement.scrollHeight, inside().body.scrollHeight, at("scroll").clientHeight);
  frame.style.height = pane.style.height = `${height}px`;
}

/** Tints the page by its marks. */
function paint() {
  const shown = state.shown.get(state.view);
  const marked = state.marked[state.view];
  if (!shown || !marked) return;
  shown.texts.forEach(({ node }, index) => {
    const text = element(node);
    // What stays as it is costs nothing.
    if (text && text.dataset.s !== marked.texts[index]) text.dataset.s = marked.texts[index];
  });
  for (const old of inside().querySelectorAll("[data-said]")) old.removeAttribute("data-said");
  for (const { node, part } of said().picks) {
    for (const text of elementsOf(node)) text.setAttribute("data-said", part);
  }
  showRegion();
}

function showRegion() {
  const marked = state.marked[state.view];
  const first = marked?.region && element(marked.region[0]);
  const last = marked?.region && element(marked.region[1]);
  at("region").hidden = !first || !last;
  if (!first || !last) return;
  const [top, end] = [first.getBoundingClientRect().top, last.getBoundingClientRect().bottom];
  at("region").style.top = `${top - 4}px`;
  at("region").style.height = `${Math.max(0, end - top) + 8}px`;
}

/** The elements of a text's run, or of a picture. @param {number} node */
function elementsOf(node) {
  const run = runOf.get(node);
  const one = element(node);
  return run !== undefined ? runs[run].elements : one ? [one] : [];
}

/** Scrolls to a text. @param {number} node @param {"start"|"nearest"} where */
function reveal(node, where) {
  const rect = element(node)?.getBoundingClientRect();
  const scroll = at("scroll");
  if (!rect) return;
  const isSeen = rect.top > scroll.scrollTop && rect.bottom < scroll.scrollTop + scroll.clientHeight;
  if (where === "start" || !isSeen) scroll.scrollTop = Math.max(0, rect.top - scroll.clientHeight / 4);
}

/** What is at a place of the pane: a text, or a picture. @param {MouseEvent} event @returns {number|null} */
function nodeAt(event) {
  const rect = pane.getBoundingClientRect();
  const found = inside().elementFromPoint(event.clientX - rect.left, event.clientY - rect.top);
  const own = found?.closest("d-t, img, d-img");
  if (own) return Number(own.getAttribute("data-n"));
  // Beside the words of a paragraph, its only run is meant.
  const texts = [...(found?.querySelectorAll("d-t") ?? [])].map(text => runOf.get(Number(text.getAttribute("data-n"))));
  return texts.length && new Set(texts).size === 1 && texts[0] !== undefined ? runs[texts[0]].node : null;
}

/** The letter of a text's mark. @param {number} node */
function letter(node) {
  const index = places.get(node);
  return index === undefined ? "" : state.marked[state.view]?.texts[index] ?? "";
}

/** @param {number} node */
const isKept = node => "klcn".includes(letter(node) || "k");

const LETTERS = /** @type {Object<string, string>} */ ({
  k: "kept", d: "dropped", u: "seen by no reader", l: "kept, a lead", c: "kept, a caption", n: "kept, a note",
  b: "dropped, a byline", m: "dropped, comments",
});

// ── The article ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function showArticle() {
  const picked = new Set(said().picks.map(pick => firstOf(pick.node)));
  const lines = state.read.lines.map(({ text, node }) => {
    const line = make("p", text, { dir: "auto" });
    if (node === null) return line;
    line.dataset.n = String(node);
    if ("lcn".includes(letter(node))) line.classList.add("aside");
    if (picked.has(node)) line.classList.add("said");
    return line;
  });
  at("lines").replaceChildren(...(lines.length ? lines : [make("p", "no article", { class: "none" })]));
  const facts = state.read.facts.map(({ name, value }) => {
    const fact = make("div");
    fact.append(make("dt", `${name}: `), make("dd", value, { dir: "auto" }));
    return fact;
  });
  at("facts").replaceChildren(...facts, ...(state.marked[state.view]?.warnings ?? []).map(text => make("div", text)));
  at("right").setAttribute("aria-pressed", String(said().right !== null));
  showCursor();
}

/** The first node of a node's run. @param {number} node */
const firstOf = node => {
  const run = runOf.get(node);
  return run === undefined ? node : runs[run].node;
};

/** Says that the article in view is right as a whole, or takes that back. */
function confirm() {
  const { picks, right } = said();
  const text = state.read.lines.map(line => line.text).join("\n\n");
  step({ said: saidWith(state.view, { picks: right === null ? [] : picks, right: right === null ? text : null }) });
  refresh();
}

// ── The cursor of the keys ──────────────────────────────────────────────────────────────────────────────────────────────

/** Moves the cursor by some texts; in the article only to texts that are kept. @param {number} by @param {boolean} isArticle */
function walk(by, isArticle) {
  const places = isArticle
    ? state.read.lines.flatMap(line => (line.node === null ? [] : [line.node]))
    : runs.map(run => run.node);
  if (!places.length) return;
  const here = state.cursor === null ? -1 : places.indexOf(firstOf(state.cursor));
  const start = here < 0 ? Math.max(0, places.indexOf(state.marked[state.view]?.region?.[0] ?? -1)) : here + by;
  state.cursor = places[Math.min(places.length - 1, Math.max(0, start))];
  showCursor();
  reveal(state.cursor, "nearest");
  explain(state.cursor);
}

function showCursor() {
  for (const old of inside().querySelectorAll("[data-cursor]")) old.removeAttribute("data-cursor");
  for (const old of at("lines").querySelectorAll(".cursor")) old.classList.remove("cursor");
  if (state.cursor === null) return;
  for (const text of elementsOf(state.cursor)) text.setAttribute("data-cursor", "");
  const line = at("lines").querySelector(`[data-n="${firstOf(state.cursor)}"]`);
  line?.classList.add("cursor");
  line?.scrollIntoView({ block: "nearest" });
}

/** Tells why a text is kept or dropped. @param {number} node */
function explain(node) {
  const page = state.view;
  attempt(async () => {
    const [why, where] = await query("why", { rule: state.now.rule, page, node });
    const text = elementsOf(node).map(it => it.textContent).join("").trim().slice(0, 80) || "a picture";
    if (page === state.view) at("why").textContent = `${LETTERS[letter(node)] ?? ""}: ${text} — ${why} · ${where}`;
  });
}

// ── Pointing ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Says what stands at a text or a picture; without a part the contrary of what is. @param {number} node @param {Part} [part]
 * @param {boolean} [isRange] */
function pick(node, part, isRange) {
  const first = firstOf(node);
  const old = said().picks.find(pick => pick.node === first);
  const meant = part ?? (old && !isRange ? (old.part === "husk" ? "article" : "husk") : isKept(first) ? "husk" : "article");
  const nodes = isRange && state.pointed?.page === state.view ? between(state.pointed.pick.node, first) : [first];
  const of = isRange && state.pointed ? state.pointed.pick.part : meant;
  const picks = said().picks.filter(pick => !nodes.includes(pick.node)).concat(nodes.map(node => ({ node, part: of })));
  step({ said: saidWith(state.view, { picks, right: null }) });
  state.cursor = first;
  point({ page: state.view, pick: { node: first, part: of }, node: first });
  refresh();
}

/** The runs from one to another. @param {number} from @param {number} to */
function between(from, to) {
  const ends = [runOf.get(from), runOf.get(to)];
  if (ends[0] === undefined || ends[1] === undefined) return [to];
  const [start, end] = ends[0] < ends[1] ? ends : [ends[1], ends[0]];
  return runs.slice(/** @type {number} */ (start), /** @type {number} */ (end) + 1).map(run => run.node);
}

function forget() {
  const pointed = state.pointed;
  const node = pointed?.page === state.view ? pointed.pick.node : state.cursor;
  if (node === null || node === undefined || !said().picks.some(pick => pick.node === node)) return;
  step({ said: saidWith(state.view, { ...said(), picks: said().picks.filter(pick => pick.node !== node) }) });
  refresh();
}

/** Shows what was pointed at, and asks for lines. @param {Pointed|null} pointed */
function point(pointed) {
  state.pointed = pointed;
  state.offers = [];
  at("offers").replaceChildren();
  at("pointed").hidden = !pointed;
  at("how").hidden = Boolean(pointed);
  at("next").textContent = "";
  highlight([]);
  for (const old of inside()?.querySelectorAll("[data-target]") ?? []) old.removeAttribute("data-target");
  if (!pointed) return;
  const texts = elementsOf(pointed.pick.node);
  at("quote").textContent = texts.map(text => text.textContent || text.getAttribute("alt") || "a picture").join("").trim();
  for (const button of at("pointed").querySelectorAll("[data-part]")) {
    button.setAttribute("aria-pressed", String(button.getAttribute("data-part") === pointed.pick.part));
  }
  field("part").value = ["husk", "article"].includes(pointed.pick.part) ? "" : pointed.pick.part;
  at("more").hidden = true;
  offer();
}

/** The element that lines are looked for at. */
function target() {
  const pointed = state.pointed;
  if (!pointed) return null;
  if (pointed.node !== pointed.pick.node) return element(pointed.node);
  return element(pointed.node)?.closest(":not(d-t)") ?? null;
}

/** Asks for lines that make the last pick true. */
function offer() {
  const pointed = state.pointed;
  if (!pointed) return;
  // What is offered elsewhere is not to be taken for this.
  state.offers = [];
  at("offers").replaceChildren();
  for (const old of inside().querySelectorAll("[data-target]")) old.removeAttribute("data-target");
  const around = target();
  around?.setAttribute("data-target", "");
  const names = around ? [around.localName.replace("d-", ""), ...around.classList].join(".") : "";
  at("element").textContent = around?.id ? `${names}#${around.id}` : names;
  const { rule, said } = state.now;
  attempt(async () => {
    const asked = { rule, said, page: pointed.page, node: pointed.node, pick: pointed.pick };
    const offers = /** @type {Offer[]} */ (await query("offers", asked));
    if (state.pointed !== pointed || state.now.rule !== rule) return;
    state.offers = offers;
    showOffers(3);
    say(offers.length ? `${offers[0].line}: ${offers[0].told}` : "no line does it here", !offers.length);
  });
}

/** @param {number} most */
function showOffers(most) {
  const items = state.offers.slice(0, most).map((offer, index) => {
    const item = make("li", undefined, { class: "offer" });
    const take = make("button", "Take", { class: "take", "data-offer": String(index), title: `Take it (${index + 1})`, "aria-label": `Take ${offer.line}` });
    const told = make("p", offer.told);
    if (offer.against) told.append(make("span", ` — but: ${offer.against}`, { class: "against" }));
    item.append(make("code", offer.line), take, told);
    item.addEventListener("mouseenter", () => highlight(offer.hits[state.view] ?? []));
    item.addEventListener("mouseleave", () => highlight([]));
    take.addEventListener("focus", () => highlight(offer.hits[state.view] ?? []));
    return item;
  });
  if (!items.length) items.push(make("li", "No line does it at this element: try the one around it (+), or the rule below."));
  at("offers").replaceChildren(...items);
  at("more").hidden = state.offers.length <= most;
}

/** Shows what a line finds. @param {number[]} nodes */
function highlight(nodes) {
  for (const old of inside()?.querySelectorAll("[data-hit]") ?? []) old.removeAttribute("data-hit");
  for (const node of nodes) element(node)?.setAttribute("data-hit", "");
}

/** @param {Offer|undefined} offer */
function take(offer) {
  if (!offer) return;
  step({ rule: offer.rule });
  point(null);
  at("next").textContent = `Taken: ${offer.line}.`;
  refresh();
}

/** Looks for lines at the element around, or one nearer to the text. @param {boolean} isWider */
function widen(isWider) {
  const pointed = state.pointed;
  if (!pointed || pointed.page !== state.view) return;
  const here = target();
  const own = element(pointed.pick.node);
  let to = here?.parentElement?.closest("[data-n]") ?? null;
  if (!isWider) to = [...(here?.querySelectorAll("[data-n]") ?? [])].find(child => child.contains(own) && child !== own) ?? null;
  if (!to || to.localName === "body") return;
  state.pointed = { ...pointed, node: Number(to.getAttribute("data-n")) };
  offer();
}

/** Solves all marks together. */
function solve() {
  const { rule, said } = state.now;
  point(null);
  attempt(async () => {
    const offer = /** @type {Offer|null} */ (await query("solve", { rule, said }));
    if (!offer) return say("no lines do it: look at the marks one by one", true);
    state.offers = [offer];
    at("how").hidden = true;
    at("pointed").hidden = false;
    at("quote").textContent = "All marks that the rule does not make true yet";
    showOffers(1);
  });
}

// ── Saving ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

const preview = /** @type {HTMLDialogElement} */ (at("preview"));

function save() {
  const { rule, said } = state.now;
  attempt(async () => {
    const told = await query("preview", { rule, said });
    state.seen = told.seen;
    const body = [];
    if (told.undone) body.push(make("p", `${counted(told.undone, "mark")} would not be true: what you said of them is kept in the right texts.`, { class: "warning" }));
    for (const finding of told.findings) {
      body.push(make("p", `line ${finding.line}: ${finding.message} — ${finding.remedy}`, { class: "warning" }));
    }
    if (told.outside.length) {
      body.push(make("p", `No test is written for ${told.outside.join(", ")}: copy such pages into ${told.root}, where tests name their pages from.`, { class: "warning" }));
    }
    body.push(make("p", told.is_new ? `${told.file} is new:` : `${told.file}:`));
    const lines = make("pre", undefined, { tabindex: "0", "aria-label": "The difference" });
    for (const { sign, text } of told.lines) {
      lines.append(make("span", `${sign} ${text}\n`, { class: sign === "+" ? "came" : sign === "-" ? "went" : "" }));
    }
    body.push(lines);
    if (told.rights.length) body.push(make("p", `Right texts: ${told.rights.join(", ")}`));
    at("preview-body").replaceChildren(...body);
    at("write").hidden = false;
    at("cancel").textContent = "Cancel";
    at("preview-title").textContent = "What would be written";
    preview.showModal();
  });
}

function put() {
  const { rule, said } = state.now;
  attempt(async () => {
    let told;
    try {
      told = await query("save", { rule, said, seen: state.seen });
    } catch (error) {
      at("preview-body").prepend(make("p", error instanceof Error ? error.message : String(error), { class: "warning", role: "alert" }));
      throw error;
    }
    step({ rule: told.rule });
    refresh();
    at("preview-title").textContent = "Written";
    at("preview-body").replaceChildren(
      make("p", told.written.join(", ")),
      make("p", "Next, see that it does what its tests say:"),
      make("pre", told.check),
      make("p", "A rule that all should have goes into rules/sites/ of dehusk, with its tests on pages cut down to what they show: docs/CONTRIBUTING.md says how."),
    );
    at("write").hidden = true;
    at("cancel").textContent = "Close";
    say(`written: ${told.written[0]}`);
  });
}

// ── What the author does ────────────────────────────────────────────────────────────────────────────────────────────────

/** Calls a function with the button that was clicked. @param {string} id @param {string} selector @param {(element: HTMLElement) => void} then */
function onClick(id, selector, then) {
  at(id).addEventListener("click", event => {
    const found = event.target instanceof Element ? event.target.closest(selector) : null;
    if (found instanceof HTMLElement) then(found);
  });
}

let typing = 0;
at("toml").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    if (field("toml").value === state.now.rule) return;
    step({ rule: field("toml").value });
    point(null);
    refresh();
  }, 150);
});
at("toml").addEventListener("scroll", () => (at("gutter").scrollTop = at("toml").scrollTop));
onClick("errors", "[data-line]", button => {
  const area = field("toml");
  const before = area.value.split("\n").slice(0, Number(button.dataset.line) - 1).join("\n").length;
  area.focus();
  area.setSelectionRange(before + (before ? 1 : 0), before + (before ? 1 : 0));
});

let hovered = 0;
let hover = 0;
pane.addEventListener("mousemove", event => {
  const node = nodeAt(event);
  if (node === null || node === hovered) return;
  hovered = node;
  clearTimeout(hover);
  hover = setTimeout(() => explain(node), 200);
});
pane.addEventListener("click", event => {
  const node = nodeAt(event);
  if (node !== null) pick(node, undefined, event.shiftKey);
});
at("lines").addEventListener("click", event => {
  const line = event.target instanceof Element ? event.target.closest("[data-n]") : null;
  if (!line) return;
  pick(Number(line.getAttribute("data-n")), undefined, event.shiftKey);
  if (state.cursor !== null) reveal(state.cursor, "nearest");
});
onClick("pages", "[data-page]", button => view(Number(button.dataset.page)));
onClick("pointed", "[data-part]", button => {
  if (state.pointed) pick(state.pointed.pick.node, /** @type {Part} */ (button.dataset.part));
});
at("part").addEventListener("change", () => {
  const part = field("part").value;
  if (part && state.pointed) pick(state.pointed.pick.node, /** @type {Part} */ (part));
});
onClick("offers", "[data-offer]", button => take(state.offers[Number(button.dataset.offer)]));
at("more").addEventListener("click", () => showOffers(state.offers.length));
at("around").addEventListener("click", () => widen(true));
at("inside").addEventListener("click", () => widen(false));
at("forget").addEventListener("click", forget);
at("undo").addEventListener("click", undo);
at("redo").addEventListener("click", redo);
at("solve").addEventListener("click", solve);
at("save").addEventListener("click", save);
at("write").addEventListener("click", put);
at("right").addEventListener("click", confirm);
addEventListener("resize", () => {
  fit();
  showRegion();
});

/** What the keys do, where nothing is written. @type {Object<string, () => void>} */
const KEYS = {
  h: () => act("husk"),
  a: () => act("article"),
  Delete: forget,
  Backspace: forget,
  "+": () => widen(true),
  "-": () => widen(false),
  1: () => take(state.offers[0]),
  2: () => take(state.offers[1]),
  3: () => take(state.offers[2]),
  u: undo,
  s: solve,
  r: confirm,
  "[": () => view(Math.max(0, state.view - 1)),
  "]": () => view(Math.min(state.names.length - 1, state.view + 1)),
  Escape: () => point(null),
};

/** @param {Part} [part] */
function act(part) {
  if (state.cursor !== null) pick(state.cursor, part);
}

addEventListener("keydown", event => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (preview.open) return;
  const isOurs = (event.ctrlKey || event.metaKey) && !event.altKey;
  const isTyping = target.matches("textarea, select, input");
  if (isOurs && event.key === "s") save();
  else if (isOurs && !isTyping && event.key.toLowerCase() === "z") event.shiftKey ? redo() : undo();
  else if (isOurs && !isTyping && event.key === "y") redo();
  else if (isOurs || event.altKey || isTyping) return;
  else if (["ArrowDown", "ArrowUp"].includes(event.key) && (target === pane || target === at("lines"))) {
    walk(event.key === "ArrowDown" ? 1 : -1, target === at("lines"));
  } else if (event.key === "Enter" && (target === pane || target === at("lines"))) act();
  else if (KEYS[event.key]) KEYS[event.key]();
  else return;
  event.preventDefault();
});

attempt(async () => {
  const { site, file, rule, pages, is_new } = await query("open");
  state.names = pages;
  state.now = { rule, said: pages.map(() => ({ picks: [], right: null })) };
  at("site").textContent = site;
  at("file").textContent = `${file}${is_new ? " (not written yet)" : ""}`;
  field("toml").value = rule;
  document.title = `${site} · dehusk studio`;
  await view(0);
});
