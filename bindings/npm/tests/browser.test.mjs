// The package in a page of a browser, as it is: no bundler, modules that a server gives out.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';

import { load } from 'dehusk';
import { Chromium, noChromium } from './chromium.mjs';
import { FERRY } from './pages.mjs';

const TYPES = { mjs: 'text/javascript', wasm: 'application/wasm' };

/** Gives out the modules of the package, and a page for any other path. */
const serve = (request, response) => {
  const [, name, extension] = /^\/package\/([\w.]+\.(mjs|wasm))$/.exec(request.url) ?? [];
  response.setHeader('Content-Type', TYPES[extension] ?? 'text/html; charset=utf-8');
  response.end(name ? readFileSync(new URL(`../${name}`, import.meta.url)) : FERRY);
};

describe('in a page of chromium', { skip: noChromium }, () => {
  let browser, server, page;

  before(async () => {
    server = createServer(serve);
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = new Chromium();
    const url = `http://127.0.0.1:${server.address().port}/`;
    await browser.open(url);
    page = await browser.page((address) => address === url);
  });

  after(async () => {
    await browser?.close();
    server?.close();
  });

  test('gives what it gives in Node', async () => {
    const rendered = await page.run(`import('/package/index.mjs').then(async ({ load }) => (await load()).render(${JSON.stringify(FERRY)}))`);
    assert.equal(rendered, (await load()).render(FERRY));
  });

  test('reads the document in the place of Readability', async () => {
    const parsed = await page.run("import('/package/readability.web.mjs').then(({ Readability }) => new Readability(document).parse())");
    assert.equal(parsed.title, 'Ferry returns');
    assert.match(parsed.content, /^<div id="readability-page-1" class="page"><p>The ferry that links/);
  });

  test('goes on after an abort', async (t) => {
    const tried = `import('/package/index.mjs').then(async ({ load }) => {
      const stripper = await load();
      let large;
      try {
        large = new Uint8Array(2 ** 31);
      } catch {
        return null;
      }
      try {
        stripper.strip(large);
      } catch (error) {
        return [error.name, stripper.strip(${JSON.stringify(FERRY)}).meta.title];
      }
    })`;
    const found = await page.run(tried);
    if (found === null) return t.skip('the browser has no 2 GiB for the page');
    assert.deepEqual(found, ['Failed', 'Ferry returns']);
  });
});
