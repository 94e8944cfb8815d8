import { loadSync } from './node.mjs';
import { readability } from './readability.mjs';

export const { Readability, isProbablyReaderable } = readability(loadSync());
