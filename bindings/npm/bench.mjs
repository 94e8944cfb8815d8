// Figures of the npm package: node bench.mjs [FOLDER_OF_PAGES [DEHUSK]]
//
// Prints the size of the modules, raw and with brotli, and the CPU time of a process from the import to its first article, and
// over one that does nothing. Of a folder of `.html` files, plain or `.gz`, the CPU time a page beside that of the command (given as
// DEHUSK) and of @mozilla/readability on linkedom, in one run, on the same pages; what is not installed is left out aloud.
// `--sizes` prints the sizes alone, and fails where they have grown.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gunzipSync } from 'node:zlib';

import { loadSync } from 'dehusk';

/** What browsers load, with brotli, may have so many bytes. */
const MOST = 1.28e6;

const print = (what, figure) => console.log(`${what.padEnd(36)} ${figure}`);

/** The bytes of a module with brotli. */
const size = (name) => {
  const wasm = readFileSync(new URL(name, import.meta.url));
  const packed = brotliCompressSync(wasm, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: wasm.length } });
  print(name, `${(wasm.length / 1e6).toFixed(2)} MB, with brotli ${(packed.length / 1e6).toFixed(3)} MB`);
  return packed.length;
};

/** CPU milliseconds of a command, and of the least of some runs of it. */
const children = (command) => {
  const { stderr } = spawnSync('bash', ['-c', 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>&1', 'bash', ...command], { encoding: 'utf8' });
  const [user, system] = stderr.trim().split('\n').at(-1).replaceAll(',', '.').split(' ').map(Number);
  return 1000 * (user + system);
};
const least = (times, work) => Math.min(...Array.from({ length: times }, work));

const coldStart = () => {
  process.chdir(fileURLToPath(new URL('.', import.meta.url)));
  const first = `const { user, system } = process.cpuUsage();
    const { load } = await import('dehusk');
    (await load()).strip('<article><p>The ferry came in at dawn, with its decks full.</article>');
    const used = process.cpuUsage({ user, system });
    console.log((used.user + used.system) / 1000);`;
  const run = (script) => [process.execPath, '--input-type=module', '-e', script];
  const article = least(10, () => Number(spawnSync(process.execPath, run(first).slice(1), { encoding: 'utf8' }).stdout));
  print('the first article of a process', `${article.toFixed(0)} ms of CPU time`);
  const [bare, whole] = ['', first].map((script) => least(10, () => children(run(script))));
  print('the whole process', `${(whole - bare).toFixed(0)} ms over ${bare.toFixed(0)} ms of node alone`);
};

const cpu = (work) => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

/** The pages below a folder. */
const pagesOf = (folder) => {
  const files = readdirSync(folder, { recursive: true }).filter((name) => /\.html(\.gz)?$/.test(name)).sort();
  if (files.length === 0) throw new Error(`there are no pages in ${folder}`);
  return files.map((name) => join(folder, name)).map((file) => (file.endsWith('.gz') ? gunzipSync(readFileSync(file)) : readFileSync(file)));
};

const beside = async (pages, dehusk) => {
  const row = (what, time, over) => print(what, `${(time / pages.length).toFixed(2)} ms of CPU time a page${over}`);
  const stripper = loadSync();
  const ours = least(3, () => cpu(() => pages.forEach((page) => stripper.render(page))));
  row(`dehusk, ${pages.length} pages`, ours, '');
  if (dehusk) {
    const folder = mkdtempSync(join(tmpdir(), 'dehusk-'));
    pages.forEach((page, number) => writeFileSync(join(folder, `${String(number).padStart(6, '0')}.html`), page));
    const command = [dehusk, '-q', '--no-config', '--jobs', '1', '-f', 'jsonl', '-o', join(folder, 'out.jsonl'), folder];
    const native = least(3, () => children(command));
    rmSync(folder, { recursive: true });
    row('the command', native, `; the package over it ${(ours / native).toFixed(2)}`);
  }
  const module = (name) => import(name).catch(() => undefined);
  const [linkedom, mozilla] = await Promise.all([module('linkedom'), module('@mozilla/readability')]);
  if (!linkedom || !mozilla) return console.log('linkedom and @mozilla/readability are not installed: they are left out');
  const parse = (page) => {
    try {
      new mozilla.Readability(linkedom.parseHTML(page.toString()).document).parse();
    } catch {
      // There are pages that it fails on.
    }
  };
  const theirs = cpu(() => pages.forEach(parse));
  row('readability on linkedom', theirs, `; ${(theirs / ours).toFixed(1)} times dehusk's`);
};

const [folder, dehusk] = process.argv.slice(2);
const [packed] = ['dehusk.wasm', 'node.wasm'].map(size);
if (folder === '--sizes') process.exit(packed > MOST ? 1 : 0);
coldStart();
if (folder) await beside(pagesOf(folder), dehusk);
