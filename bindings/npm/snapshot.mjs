// Makes a module that starts where another one is once its tables are made: node snapshot.mjs IN.wasm OUT.wasm
//
// The module imports nothing, so that its memory is the same after the same calls. They are made here, once, and what the memory
// holds then becomes the data that an instance begins with.

import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

import { Instance, request } from './stripper.mjs';

const SECTION = { memory: 5, data: 11, dataCount: 12 };
const PAGE = 2 ** 16;
/** So many zeros part two segments of data: fewer cost less than a segment's head. */
const GAP = 32;

/** A page that asks for what a first page makes: each kind of block, metadata, a language to guess. */
const FIRST = `<!doctype html><html><head><title>Ferry returns | Gazette</title><meta property="article:published_time" content="2026-11-16">
<script type="application/ld+json">{"@type": "NewsArticle", "author": {"name": "Ada Quill"}}</script></head><body><nav><a href="/">Home</a></nav>
<article><h1>Ferry returns</h1><p class="lead">The ferry that links the two islands took up its service again on Monday.</p>
<ul><li>One <a href="https://gazette.example/map">map</a></li></ul><table><tr><th>Name<td>3</table><blockquote><p>Quiet.</p></blockquote>
<figure><img src="a.jpg" alt="A ferry"><figcaption>The quay</figcaption></figure><pre><code>fn main() {}</code></pre></article>
<div class="comments"><h2>Comments</h2><p>Well said!</p></div><footer>All rights reserved</footer></body></html>`;

const unsigned = (value) => {
  const bytes = [];
  do {
    bytes.push((value & 127) | (value > 127 ? 128 : 0));
    value >>>= 7;
  } while (value > 0);
  return Buffer.from(bytes);
};

const signed = (value) => {
  const bytes = [];
  for (;;) {
    const byte = value & 127;
    value >>= 7;
    const isLast = (value === 0 && !(byte & 64)) || (value === -1 && byte & 64);
    bytes.push(isLast ? byte : byte | 128);
    if (isLast) return Buffer.from(bytes);
  }
};

/** The sections of a module: each its id and its bytes. */
const sectionsOf = (wasm) => {
  const sections = [];
  for (let at = 8; at < wasm.length; ) {
    const id = wasm[at++];
    let [size, shift] = [0, 0];
    do {
      size |= (wasm[at] & 127) << shift;
      shift += 7;
    } while (wasm[at++] & 128);
    sections.push([id, wasm.subarray(at, at + size)]);
    at += size;
  }
  return sections;
};

/** The stretches of memory that are not zero, as active segments. */
const dataOf = (memory) => {
  const segments = [];
  for (let at = 0; at < memory.length; ) {
    if (memory[at] === 0) {
      at += 1;
      continue;
    }
    let [end, zeros] = [at, 0];
    for (let next = at; next < memory.length && zeros < GAP; next += 1) {
      zeros = memory[next] === 0 ? zeros + 1 : 0;
      if (zeros === 0) end = next + 1;
    }
    const I32_CONST = 0x41;
    const END = 0x0b;
    segments.push(Buffer.concat([Buffer.from([0, I32_CONST]), signed(at), Buffer.from([END]), unsigned(end - at), memory.subarray(at, end)]));
    at = end;
  }
  return segments;
};

/** The module that begins with the memory of an instance of it. */
export const snapshot = (wasm) => {
  const instance = new Instance(new WebAssembly.Module(wasm));
  instance.call(request('load', { rules: [] }), new Uint8Array());
  for (const call of ['strip', 'explain']) instance.call(request(call, {}, false), Buffer.from(FIRST));
  const memory = Buffer.from(instance.exports.memory.buffer);
  const segments = dataOf(memory);
  const count = unsigned(segments.length);
  const replaced = {
    [SECTION.memory]: Buffer.concat([Buffer.from([1, 0]), unsigned(memory.length / PAGE)]),
    [SECTION.data]: Buffer.concat([count, ...segments]),
    [SECTION.dataCount]: count,
  };
  const sections = sectionsOf(wasm).map(([id, bytes]) => [id, replaced[id] ?? bytes]);
  const written = sections.map(([id, bytes]) => Buffer.concat([Buffer.from([id]), unsigned(bytes.length), bytes]));
  return Buffer.concat([wasm.subarray(0, 8), ...written]);
};

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [, , from, to] = process.argv;
  writeFileSync(to, snapshot(readFileSync(from)));
}
