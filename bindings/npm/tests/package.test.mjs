import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const read = (name) => readFileSync(new URL(name, root), 'utf8');
const own = JSON.parse(read('package.json'));

test('needs no other package, and runs nothing when it is installed', () => {
  assert.deepEqual([own.dependencies, own.peerDependencies, own.optionalDependencies], Array(3).fill(undefined));
  assert.deepEqual(Object.keys(own.scripts), ['build', 'test']);
});

test('has what its exports name, and little else', () => {
  const packed = execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd: fileURLToPath(root), encoding: 'utf8' });
  const [{ files }] = JSON.parse(packed);
  const names = files.map(({ path }) => path).sort();
  const named = JSON.stringify([own.exports, own.bin, own.types]).match(/(?<="\.?\/?)[\w.]+\.(mjs|d\.ts|wasm|json)(?=")/g);
  for (const name of named) assert.ok(names.includes(name), name);
  const modules = names.filter((name) => /\.mjs$/.test(name));
  for (const module of modules)
    for (const [, imported] of read(module).matchAll(/from '\.\/([^']+)'/g)) assert.ok(names.includes(imported), `${module}: ${imported}`);
  assert.ok(names.includes('README.md') && names.includes('LICENSE'), `${names}`);
  assert.ok(!names.some((name) => /^(tests|src|extension)\//.test(name)), `${names}`);
});

test('has the version of the library', () => {
  const version = read('../../Cargo.toml').match(/^version = "(.*)"/m)[1];
  const others = [own.version, read('Cargo.toml').match(/^version = "(.*)"/m)[1], JSON.parse(read('package-lock.json')).version];
  assert.deepEqual(others, Array(3).fill(version));
});

test('what browsers get loads nothing of Node', () => {
  for (const name of ['index.mjs', 'stripper.mjs', 'readability.mjs', 'readability.web.mjs', 'extension/page.mjs', 'extension/popup.mjs'])
    assert.ok(!/from '(node:|\.\/node)|\bprocess\b/.test(read(name)), name);
});
