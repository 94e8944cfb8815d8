// In browsers nothing is read at once.
import { type Stripper, load } from 'dehusk';
import { loadSync } from 'dehusk';

export const stripper = (): Promise<Stripper> => load();
export const none: unknown = loadSync;
