// dehusk for Node, Deno and Bun: the module is read from the folder of the package. `node.wasm` is `dehusk.wasm` with its tables
// made: it is larger, and its first page comes sooner.

import { readFileSync } from 'node:fs';

import { Stripper } from './stripper.mjs';

export * from './stripper.mjs';

let compiled;

/** A stripper that goes by these rules before those that ship. */
export function loadSync(rules, { module, ...options } = {}) {
  const own = () => (compiled ??= new WebAssembly.Module(readFileSync(new URL('node.wasm', import.meta.url))));
  return new Stripper(module ?? own(), rules, options);
}

/** The same, as it is in browsers. */
export const load = async (rules, options) => loadSync(rules, options);
