// dehusk for browsers, and for whatever else fetches: the module is loaded from beside this file.

import { Stripper } from './stripper.mjs';

export * from './stripper.mjs';

let compiled;

const compile = async (url) => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  const isWasm = response.headers.get('Content-Type') === 'application/wasm';
  return isWasm ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
};

/** A stripper that goes by these rules before those that ship. The module is loaded once. */
export async function load(rules, { module, ...options } = {}) {
  const own = async () => {
    compiled ??= compile(new URL('dehusk.wasm', import.meta.url));
    return compiled.catch((error) => {
      compiled = undefined;
      throw error;
    });
  };
  return new Stripper(module ?? (await own()), rules, options);
}
