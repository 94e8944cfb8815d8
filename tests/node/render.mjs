// Takes lines `{"markdown", "html"}` and gives for each what a reader sees of the Markdown, rendered by two renderers, and of
// the HTML: text without white space, notes, headings, code, the addresses of links. Takes lines `{"tex"}` and gives MathML.
import { createInterface } from "node:readline";
import katex from "katex";
import MarkdownIt from "markdown-it";
import footnote from "markdown-it-footnote";
import texmath from "markdown-it-texmath";
import { Marked } from "marked";
import { parseFragment } from "parse5";

// Formulas are compared by their source.
const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const engine = { renderToString: (tex) => `<eq>${escape(tex)}</eq>` };
const markdownIt = new MarkdownIt({ html: true }).use(footnote).use(texmath, { engine, delimiters: "dollars" });
const marked = new Marked({ gfm: true });

const attribute = (node, name) => node.attrs?.find((a) => a.name === name)?.value;
const has = (node, name) => (attribute(node, "class") ?? "").split(" ").includes(name);
// What is written between dollars so that no renderer takes TeX for Markdown.
const bare = (tex) => tex.replaceAll("{}", "").replace(/\\char96 ?/g, "`");
const solid = (text) => text.replace(/\s/g, "");

function text(node) {
  if (node.nodeName === "#text") return node.value;
  return (node.childNodes ?? []).map(text).join("");
}

function read(html) {
  const found = { text: "", notes: [], headings: [], code: [], links: [] };
  const walk = (node, into) => {
    const name = node.nodeName;
    if (name === "#text") into.text += node.value;
    else if (name === "eq" || has(node, "math")) into.text += bare(attribute(node, "data-tex") ?? text(node));
    else if (["img", "input", "#comment"].includes(name)) return;
    // A mark alone says what its box would be called.
    else if (has(node, "callout-title") && text(node).toLowerCase() === attribute(node.parentNode, "data-callout")) return;
    else if (attribute(node, "role") === "doc-noteref" || has(node, "footnote-ref")) return;
    else if (attribute(node, "role") === "doc-backlink" || has(node, "footnote-backref")) return;
    else if (attribute(node, "role") === "doc-footnote" || has(node, "footnote-item")) {
      const note = { ...found, text: "" };
      node.childNodes.forEach((child) => walk(child, note));
      found.notes.push(solid(note.text));
    } else {
      if (/^h[1-6]$/.test(name)) found.headings.push(name + solid(text(node)));
      if (name === "pre") found.code.push(text(node).replace(/\n$/, ""));
      if (name === "a" && attribute(node, "href")) found.links.push(decodeURI(encodeURI(attribute(node, "href"))));
      (node.childNodes ?? []).forEach((child) => walk(child, into));
      // The address of a post is in Markdown a link, unless its date is one.
      const post = name === "blockquote" && attribute(node, "cite");
      if (post && !found.links.includes(post)) {
        into.text += post;
        found.links.push(post);
      }
    }
  };
  walk(parseFragment(html), found);
  // What a renderer without its plugin shows as it is written.
  found.text = solid(found.text).replace(/\[!\w+\][-+]?|\[[x]?\]/g, "");
  found.notes.sort();
  return found;
}

// MathML as KaTeX makes it of TeX, without the TeX; and what it comes to: rows in rows undone, of attributes the kind of letters.
function mathml(tex) {
  const html = katex.renderToString(tex, { output: "mathml", throwOnError: false, strict: false });
  const math = html.replace(/<annotation.*?<\/annotation>/gs, "").replace(/^<span class="katex">|<\/span>$/g, "");
  const tree = parseFragment(math);
  return { mathml: math, text: text(tree), meaning: meaning(tree) };
}

function meaning(node) {
  if (node.nodeName === "#text") return solid(node.value.replace(/[\u2061-\u2064\u200b]/g, ""));
  // A sign is the same as a letter, a sign or a text: KaTeX tells them apart by its own input.
  if (/^[^\p{L}\p{N}]*$/u.test(text(node)) && ["mi", "mo", "mtext"].includes(node.nodeName)) {
    const sign = node.childNodes.map(meaning).join("");
    return sign && `<sign>${sign}</>`;
  }
  const inner = node.childNodes.map(meaning).filter((part) => part !== "");
  const isHolder = ["mi", "mo"].includes(node.nodeName) && node.childNodes.some((child) => child.nodeName !== "#text");
  const isRow = isHolder || ["mrow", "mstyle", "semantics", "math", "#document-fragment", "mpadded", "mspace"].includes(node.nodeName);
  if (isRow) return inner.join("");
  const kind = attribute(node, "mathvariant");
  const parts = ["mi", "mo", "mn", "mtext"].includes(node.nodeName) ? inner : inner.map((part) => `{${part}}`);
  return `<${node.nodeName}${kind ? ` ${kind}` : ""}>${parts.join("")}</>`;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { markdown, html, tex } = JSON.parse(line);
  const answer =
    tex === undefined
      ? { html: read(html), markdownIt: read(markdownIt.render(markdown)), marked: read(marked.parse(markdown)) }
      : mathml(tex);
  console.log(JSON.stringify(answer));
}
