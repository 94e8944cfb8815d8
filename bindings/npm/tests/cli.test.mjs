import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { EMPTY, FERRY, RULE, URL_OF_FERRY } from './pages.mjs';

const cli = fileURLToPath(new URL('../cli.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'dehusk-'));
after(() => rmSync(folder, { recursive: true }));
const file = (name, text) => {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
};
const [ferry, empty, rule] = [file('ferry.html', FERRY), file('empty.html', EMPTY), file('rules/sites/gazette.toml', RULE)];
const call = (args, input = '') => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { input, encoding: 'utf8' });
  return { status, stdout, stderr };
};

const CALLS = [
  ['a page', [ferry], 0, /^The ferry that links[^#]*$/],
  ['a format', ['-f', 'markdown', '--url', URL_OF_FERRY, ferry], 0, /^# Ferry returns\n[^]*\]\(https:\/\/www\.gazette\.example\/map\)/],
  ['another name of it', ['--format=md', ferry], 0, /^# Ferry returns\n/],
  ['front matter', ['-f', 'markdown', '--front-matter', ferry], 0, /^---\ntitle: /],
  ['a fragment', ['-f', 'html', '--fragment', ferry], 0, /^<h1>/],
  ['policies', ['--captions', 'keep', '--embedded-text', 'never', ferry], 0, /at the quay/],
  ['rules of a file', ['--rules', rule, '--url', URL_OF_FERRY, '-f', 'json', ferry], 0, /"rule": ?"gazette"/],
  ['rules of a folder', ['--rules', join(folder, 'rules'), '--url', URL_OF_FERRY, '-f', 'json', ferry], 0, /"state": ?"rule"/],
  ['no rules', ['--rules', rule, '--no-site-rules', '--url', URL_OF_FERRY, '-f', 'json', ferry], 0, /"state": ?"generic"/],
  ['reasons', ['explain', ferry], 0, /"kept": false/],
  ['reasons for the browser', ['explain', '-f', 'html', ferry], 0, /^<!doctype html>/],
  ['help', ['--help'], 0, /--captions drop\|keep +The text below pictures \[default: keep for markdown, [^]*--embedded-text auto\|never\n/],
  ['the version', ['-V'], 0, /^dehusk \d+\.\d+\.\d+\n$/],
  ['no article', [empty], 1, /^$/],
  ['no file', [join(folder, 'none.html')], 1, /^$/, /none\.html: ENOENT/],
  ['no page', [cli.replace('cli.mjs', 'dehusk.wasm')], 1, /^$/, /not a page of text/],
  ['no such option', ['--formatt', 'x', ferry], 2, /^$/, /Unknown option '--formatt'/],
  ['no such choice', ['--captions', 'perhaps', ferry], 2, /^$/, /`perhaps` is none of the choices of `captions`/],
  ['several pages', [ferry, empty], 2, /^$/, /this takes one page/],
  ['a wrong rule', ['--rules', file('wrong.toml', 'schema = 9'), ferry], 2, /^$/, /wrong\.toml:1:\d+[^]*\^/],
  ['no rules there', ['--rules', join(folder, 'none'), ferry], 2, /^$/, /ENOENT/],
];
for (const [name, args, status, out, err = /^$/] of CALLS)
  test(name, () => {
    const told = call(args);
    assert.match(told.stderr, err);
    assert.match(told.stdout, out);
    assert.equal(told.status, status);
  });

test('standard input', () => {
  const { stdout } = call([ferry]);
  assert.deepEqual(call([], FERRY), { status: 0, stdout, stderr: '' });
  assert.equal(call(['-'], FERRY).stdout, stdout);
});
