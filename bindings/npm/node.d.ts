// The types of the package in Node, Deno and Bun: those of `index.d.ts`, and what reads the module from the disk.

import type { LoadOptions, Rules, Stripper } from './index.js';

export * from './index.js';

/** A stripper that goes by these rules before those that ship, at once. Throws `RuleError`. */
export function loadSync(rules?: Rules, options?: LoadOptions): Stripper;
