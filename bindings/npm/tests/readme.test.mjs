// The README's examples, run in their order in one module.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { FERRY } from './pages.mjs';

test('the examples of the README run', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const blocks = [...readme.matchAll(/```js\n([^]*?)```/g)].map(([, code]) => code);
  assert.ok(blocks.length > 5);
  const prelude = `const html = ${JSON.stringify(FERRY)}; const bytes = new TextEncoder().encode(html);\n`;
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', prelude + blocks.join('')], { cwd, encoding: 'utf8' });
  assert.deepEqual([status, stderr], [0, 'too-many-bytes\n']);
  assert.match(stdout, /^Ferry returns \[ 'Ada Quill' \] 2026-11-16T08:30:00Z\n/);
  assert.match(stdout, /\ngazette\n/);
});
