// The extension in chromium, by its button in the toolbar: it may read a page only since its reader asked for it.

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { load } from 'dehusk';
import { Chromium, noChromium, until } from './chromium.mjs';
import { FERRY } from './pages.mjs';

const extension = fileURLToPath(new URL('../extension', import.meta.url));
/** The page as its reader sees it: a script has written a part of it. */
const WRITTEN = FERRY.replace('</article>', '</article><script>document.querySelector("article").insertAdjacentHTML("beforeend",' +
  '"<p>A script wrote that the crossing takes forty minutes, and that the fare stays as it is until the spring.</p>")</script>');

test('asks for nothing beyond the tab that it is called on', () => {
  const { permissions, host_permissions, optional_host_permissions, content_security_policy, content_scripts, background } = JSON.parse(
    readFileSync(join(extension, 'manifest.json'), 'utf8'),
  );
  assert.deepEqual(permissions, ['activeTab', 'scripting']);
  assert.deepEqual([host_permissions, optional_host_permissions, content_scripts, background], Array(4).fill(undefined));
  assert.equal(content_security_policy.extension_pages, "script-src 'self' 'wasm-unsafe-eval'; object-src 'self'");
});

test('has the version of the package', () => {
  const [own, its] = ['../package.json', 'manifest.json'].map((name) => JSON.parse(readFileSync(join(extension, name), 'utf8')).version);
  assert.equal(its, own);
});

describe('in chromium', { skip: noChromium }, () => {
  let browser, server, id, tab, url, stripper, popup;
  const downloads = mkdtempSync(join(tmpdir(), 'dehusk-downloads-'));

  before(async () => {
    stripper = await load();
    server = createServer((_, response) => response.setHeader('Content-Type', 'text/html; charset=utf-8').end(WRITTEN));
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${server.address().port}/ferry`;
    browser = new Chromium();
    id = (await browser.send('Extensions.loadUnpacked', { path: extension })).id;
    await browser.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads });
    await browser.open(url);
    tab = await browser.page((address) => address === url);
    await browser.send('Extensions.triggerAction', { id, targetId: await browser.target('tab', (address) => address === url) });
    popup = await browser.page((address) => address.endsWith('/popup.html'));
    await until(() => popup.run('!document.getElementById("why").disabled'));
  });

  after(async () => {
    await browser?.close();
    server?.close();
    rmSync(downloads, { recursive: true });
  });

  /** What the package gives of the page as it stands. */
  const expected = async () => stripper.render(await tab.run('document.documentElement.outerHTML'), { url, format: 'markdown' });

  test('tells what it found', async () => {
    assert.match(await popup.run('document.getElementById("told").textContent'), /^Ferry returns \(\d+ words\)$/);
  });

  test('saves the page as it stands, as Markdown', async () => {
    await popup.run('document.getElementById("save").click()');
    const name = await until(() => readdirSync(downloads).find((name) => name.endsWith('.md')));
    const markdown = await until(() => readFileSync(join(downloads, name), 'utf8'));
    assert.equal(name, 'Ferry returns.md');
    assert.equal(markdown, await expected());
    assert.ok(markdown.includes('A script wrote that') && !markdown.includes('Community standards'), markdown);
  });

  test('copies it', async () => {
    await popup.run('document.getElementById("copy").click()');
    await until(() => popup.run('document.getElementById("told").textContent === "Copied."'));
    await browser.send('Browser.grantPermissions', { permissions: ['clipboardReadWrite'] });
    assert.equal(await popup.run('navigator.clipboard.readText()'), await expected());
  });

  test('tells why', async () => {
    await popup.run('document.getElementById("why").click()');
    const why = await browser.page((address) => address.includes('/why.html?tab='));
    const page = await until(() => why.run('document.querySelector("iframe")?.srcdoc'));
    assert.equal(page, stripper.explain(await tab.run('document.documentElement.outerHTML'), { url, format: 'html' }));
    assert.ok(page.includes('Community standards') && page.includes('A script wrote that'));
  });

  test('says so where it may not read a page', async () => {
    const stranger = await browser.open(`chrome-extension://${id}/why.html?tab=987654`);
    const why = await browser.page((address) => address.endsWith('?tab=987654'));
    assert.match(await until(() => why.run('document.body.innerText.trim()')), /^This page cannot be read: No tab with id: 987654/);
    await browser.send('Target.closeTarget', { targetId: stranger });
  });
});

test('what it runs was built', () => {
  const lib = existsSync(join(extension, 'lib')) ? readdirSync(join(extension, 'lib')).sort() : [];
  assert.deepEqual(lib, ['dehusk.wasm', 'index.mjs', 'stripper.mjs']);
});
