import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Readability, isProbablyReaderable } from 'dehusk/readability';
import { EMPTY, FERRY } from './pages.mjs';

const module = (name) => import(name).catch(() => undefined);
const [linkedom, mozilla] = await Promise.all([module('linkedom'), module('@mozilla/readability')]);
const skip = linkedom && mozilla ? false : 'there is no linkedom and no @mozilla/readability: npm install';
const documentOf = (html) => linkedom.parseHTML(html).document;

test('the fields and their types are those of @mozilla/readability', { skip }, () => {
  const ours = new Readability(documentOf(FERRY)).parse();
  const theirs = new mozilla.Readability(documentOf(FERRY)).parse();
  assert.deepEqual(Object.keys(ours).sort(), Object.keys(theirs).sort());
  for (const [name, value] of Object.entries(theirs))
    if (value != null && ours[name] != null) assert.equal(typeof ours[name], typeof value, name);
  for (const name of ['byline', 'siteName', 'lang', 'publishedTime', 'excerpt', 'title'])
    assert.equal(ours[name].split(' | ')[0], theirs[name].split(' | ')[0], name);
});

test('the article is there, and the document stays as it is', { skip }, () => {
  const document = documentOf(FERRY);
  const before = document.toString();
  const { content, textContent, length, dir } = new Readability(document).parse();
  assert.ok(content.startsWith('<div id="readability-page-1" class="page"><p>'), content);
  assert.ok(content.includes('The ferry at the quay') && !content.includes('Community standards'), content);
  assert.ok(textContent.includes('hear the gulls'));
  assert.deepEqual([length, dir], [textContent.length, 'ltr']);
  assert.equal(document.toString(), before);
});

test('a page without an article is null, and not readerable', { skip }, () => {
  assert.equal(new Readability(documentOf(EMPTY)).parse(), null);
  assert.equal(isProbablyReaderable(documentOf(EMPTY)), false);
  assert.equal(isProbablyReaderable(documentOf(FERRY), { minScore: 10 }), true);
});

test('options: a limit of elements, a serializer, and what there is nothing for', { skip }, () => {
  const document = documentOf(FERRY);
  assert.throws(() => new Readability(document, { maxElemsToParse: 3 }).parse(), /Aborting parsing document; \d+ elements found/);
  const { content } = new Readability(document, { serializer: (element) => element.querySelectorAll('p').length }).parse();
  assert.ok(content >= 2, `${content}`);
  for (const options of [{ keepClasses: true }, { classesToPreserve: ['page'] }, { allowedVideoRegex: /x/ }])
    assert.throws(() => new Readability(document, options), /dehusk has nothing for the option/);
  assert.ok(new Readability(document, { charThreshold: 20, debug: false, keepClasses: false }).parse());
  assert.throws(() => new Readability(), TypeError);
});

test('the document says where it is from', { skip }, () => {
  const document = documentOf(FERRY);
  Object.defineProperty(document, 'documentURI', { value: 'https://www.gazette.example/news/ferry' });
  assert.ok(new Readability(document).parse().content.includes('href="https://www.gazette.example/map"'));
});
