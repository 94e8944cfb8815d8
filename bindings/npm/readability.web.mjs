import { load } from './index.mjs';
import { readability } from './readability.mjs';

export const { Readability, isProbablyReaderable } = readability(await load());
