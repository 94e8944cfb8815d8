// Every page of the evaluation corpus, as the native command and as the package give it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

import { Refused, loadSync } from 'dehusk';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const corpus = join(process.env.DEHUSK_SHARED ?? join(root, '../shared'), 'corpus');
const dehusk = process.env.DEHUSK ?? join(root, 'target/release/dehusk');
const skip =
  (!existsSync(corpus) && `there is no corpus at ${corpus}`) || (!existsSync(dehusk) && `there is no command at ${dehusk}`);

/** What the native command says of all pages of a set: their texts by their names. */
const native = (pages, out) => {
  const { status, stderr } = spawnSync(dehusk, ['-q', '-f', 'jsonl', '--no-config', '-o', out, pages], { encoding: 'utf8' });
  assert.ok(status === 0 || status === 1, stderr);
  const records = readFileSync(out, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
  return new Map(records.map(({ id, text, error }) => [id.split('/').at(-1), text ?? error]));
};

test('has the same texts as the native command', { skip }, (t) => {
  const stripper = loadSync();
  const folder = mkdtempSync(join(tmpdir(), 'dehusk-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const different = [];
  let same = 0;
  for (const set of readdirSync(corpus).filter((name) => existsSync(join(corpus, name, 'pages')))) {
    const pages = join(corpus, set, 'pages');
    const expected = native(pages, join(folder, `${set}.jsonl`));
    for (const name of readdirSync(pages).filter((name) => name.endsWith('.html.gz'))) {
      const id = name.replace(/\.html\.gz$/, '');
      const html = gunzipSync(readFileSync(join(pages, name)));
      let text;
      try {
        text = stripper.render(html, { fileName: `${id}.html` }).trimEnd();
      } catch (error) {
        assert.ok(error instanceof Refused, error);
        text = error.code;
      }
      if (text === (expected.get(id) ?? '').trimEnd()) same += 1;
      else different.push(`${set}/${id}`);
    }
  }
  t.diagnostic(`${same} of ${same + different.length} texts are equal`);
  assert.ok(same > 0);
  assert.deepEqual(different, []);
});
