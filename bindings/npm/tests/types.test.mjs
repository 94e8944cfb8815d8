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

test('wrong calls do not', { skip }, () => {
  const told = check('types/wrong.tsconfig.json');
  const lines = [...told.matchAll(/wrong\.ts\((\d+),/g)].map(([, line]) => Number(line));
  assert.deepEqual([...new Set(lines)], [5, 6, 7, 8, 9], told);
});
