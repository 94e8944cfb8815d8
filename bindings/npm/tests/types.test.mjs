import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
const skip = existsSync(tsc) ? false : 'there is no tsc: npm install';

const check = (project) => {
  try {
    return execFileSync(process.execPath, [tsc, '-p', fileURLToPath(new URL(project, import.meta.url))], { encoding: 'utf8' });
  } catch (error) {
    return error.stdout;
  }
};

test('the examples fit the types, strictly', { skip }, () => assert.equal(check('types/tsconfig.json'), ''));

/** The lines of a file that tsc has something against. */
const wrongLines = (project, file) => {
  const told = check(project);
  const lines = [...told.matchAll(/(\w+\.ts)\((\d+),/g)].filter(([, name]) => name === file).map(([, , line]) => Number(line));
  return [[...new Set(lines)], told];
};

test('wrong calls do not', { skip }, () => {
  const [lines, told] = wrongLines('types/wrong.tsconfig.json', 'wrong.ts');
  assert.deepEqual(lines, [5, 6, 7, 8, 9], told);
});

test('what reads from the disk is no part of the types for browsers', { skip }, () => {
  const [lines, told] = wrongLines('types/browser.tsconfig.json', 'browser.ts');
  assert.deepEqual(lines, [3], told);
});
