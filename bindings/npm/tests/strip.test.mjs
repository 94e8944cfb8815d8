import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';

import { Failed, Refused, RuleError, Stripper, load, loadSync } from 'dehusk';
import { EMPTY, FERRY, RULE, URL_OF_FERRY } from './pages.mjs';

const stripper = await load();

describe('strip', () => {
  test('gives the article with its metadata, and no husk', () => {
    const { meta, blocks, state, confidence, warnings } = stripper.strip(FERRY, { url: URL_OF_FERRY });
    assert.equal(meta.title, 'Ferry returns');
    assert.deepEqual(meta.authors, ['Ada Quill']);
    assert.equal(meta.date, '2026-11-16T08:30:00Z');
    assert.equal(meta.site, 'Harbour Gazette');
    assert.equal(state, 'generic');
    assert.ok(confidence > 0.5 && confidence <= 1, `${confidence}`);
    assert.deepEqual(warnings, []);
    const text = JSON.stringify(blocks);
    assert.ok(text.includes('took up its service again') && text.includes('https://www.gazette.example/map'), text);
    assert.ok(!text.includes('Community standards') && !text.includes('Listen Live'), text);
  });

  test('takes bytes in whatever encoding, and buffers of all sorts', () => {
    const latin = Buffer.from(FERRY.replace('<head>', '<head><meta charset="iso-8859-1">').replace('yard,', 'cr\u00eape yard,'), 'latin1');
    const expected = stripper.render(FERRY.replace('yard,', 'cr\u00eape yard,').replaceAll(/[“”]/g, ''));
    for (const bytes of [latin, new Uint8Array(latin), new Uint8Array(latin).buffer, new DataView(new Uint8Array(latin).buffer)])
      assert.ok(stripper.render(bytes).includes('cr\u00eape yard'), expected);
    assert.ok(stripper.render(FERRY).startsWith('The ferry that links'));
  });

  test('a page without an article has no blocks, and says so', () => {
    const article = stripper.strip(EMPTY);
    assert.deepEqual([article.blocks, article.confidence, article.warnings], [[], 0, [{ code: 'no-article' }]]);
  });

  test('policies choose among the parts', () => {
    const withCaption = stripper.render(FERRY, { captions: 'keep' });
    assert.ok(withCaption.includes('The ferry at the quay') && !stripper.render(FERRY).includes('at the quay'));
    assert.ok(!JSON.stringify(stripper.strip(FERRY, { links: 'drop' })).includes('/map'));
  });

  test('what is no page and what is no option is a TypeError that says what is known', () => {
    assert.throws(() => stripper.strip(42), { name: 'TypeError', message: 'a page is a string or bytes, and this is number' });
    assert.throws(() => stripper.strip(null), TypeError);
    const wrong = [
      [{ urll: 'x' }, /`strip` has no option `urll`: known are .*`url`/],
      [{ url: 3 }, /the option `url`: invalid type: integer `3`, expected a string/],
      [{ captions: 'perhaps' }, /`perhaps` is none of the choices of `captions`: known are `drop`, `keep`/],
      [{ prefer: 'speed' }, /`speed` is none of the choices of `prefer`: known are `f1`, /],
      [{ limits: { byte: 1 } }, /`limits` has no option `byte`: known are `bytes`, /],
      [{ format: 'docx' }, /`docx` is no format: known are `text`, /],
    ];
    for (const [options, message] of wrong) assert.throws(() => stripper.strip(FERRY, options), { name: 'TypeError', message });
  });

  test('undefined and null are as if nothing were said', () => {
    assert.deepEqual(stripper.strip(FERRY, { url: undefined, captions: null }), stripper.strip(FERRY));
  });

  test('a page that breaks a limit is refused, with a stable code', () => {
    const refused = (work) => {
      try {
        work();
      } catch (error) {
        assert.ok(error instanceof Refused, error);
        return error.code;
      }
    };
    assert.equal(refused(() => stripper.strip(FERRY, { limits: { bytes: 100 } })), 'too-many-bytes');
    assert.equal(refused(() => stripper.strip(FERRY, { limits: { nodes: 5 } })), 'too-many-nodes');
    assert.equal(refused(() => stripper.strip(Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n\0\0', 'latin1'))), 'not-text');
    assert.ok(stripper.tables.codes['too-many-bytes']);
  });
});

describe('render and write', () => {
  test('every format of the tables is written, the same by either way', () => {
    for (const format of stripper.tables.formats) {
      const rendered = stripper.render(FERRY, { format, url: URL_OF_FERRY });
      assert.ok(rendered.includes('took up its service again'), format);
      const article = stripper.strip(FERRY, { format, url: URL_OF_FERRY });
      assert.equal(stripper.write(article, { format }), rendered, format);
    }
  });

  test('Markdown with front matter, and HTML as a fragment', () => {
    const markdown = stripper.render(FERRY, { format: 'markdown', frontMatter: true });
    assert.ok(markdown.startsWith('---\n') && markdown.includes('# Ferry returns'), markdown);
    const fragment = stripper.render(FERRY, { format: 'html', fragment: true });
    assert.ok(fragment.startsWith('<h1>') && !fragment.includes('<html'), fragment);
  });

  test('what is no article is not written', () => {
    assert.throws(() => stripper.write({ blocks: [] }), { name: 'TypeError', message: /^this is no article: missing field/ });
  });
});

describe('explain', () => {
  test('tells of each text why it is kept or dropped', () => {
    const { texts, state } = stripper.explain(FERRY);
    assert.equal(state, 'generic');
    const kept = texts.find(({ text }) => text.startsWith('The ferry that links'));
    assert.deepEqual([kept.kept, typeof kept.reason.by], [true, 'string']);
    assert.equal(texts.find(({ text }) => text.includes('Listen Live')).kept, false);
  });

  test('is a page for the browser, too', () => {
    const page = stripper.explain(FERRY, { format: 'html' });
    assert.ok(page.startsWith('<!doctype html>') && page.includes('Listen Live'));
    assert.throws(() => stripper.explain(FERRY, { format: 'text' }), /known are `json`, `html`/);
  });
});

describe('rules', () => {
  test('a rule that is given goes before the generic layer', () => {
    const own = loadSync(RULE);
    const article = own.strip(FERRY, { url: URL_OF_FERRY });
    assert.deepEqual([article.state, article.rule], ['rule', 'rules']);
    assert.ok(!JSON.stringify(article).includes('old pier'));
    assert.equal(own.strip(FERRY, { url: URL_OF_FERRY, siteRules: false }).state, 'generic');
    assert.equal(loadSync({ 'gazette.toml': RULE }).strip(FERRY, { url: URL_OF_FERRY }).rule, 'gazette');
  });

  test('mistakes are told with their places, all at once', () => {
    const wrong = RULE.replace('".promo"', '"div["').replace('drop =', 'drops = 3\nkeep =');
    assert.throws(
      () => loadSync({ 'gazette.toml': wrong }),
      (error) => {
        assert.ok(error instanceof RuleError);
        const places = error.errors.map(({ file, line, column }) => [file, line, column]);
        assert.deepEqual(places, [['gazette.toml', 3, 1], ['gazette.toml', 4, 13]]);
        assert.match(error.message, /\^/);
        assert.match(error.errors[0].remedy, /drop/);
        return true;
      },
    );
    for (const rules of [3, null, [RULE]]) assert.throws(() => loadSync(rules), TypeError);
  });

  test('a check runs the tests of a rule on the pages that are given', () => {
    const tested = `${RULE}[[test]]\nfile = "ferry.html"\nexcludes = ["old pier"]\ncontains = ["gulls"]\n`;
    const { rules, tests, findings } = stripper.check(tested, { pages: { 'ferry.html': FERRY } });
    assert.deepEqual([rules, tests, findings], [1, 1, []]);
    const [finding] = stripper.check(tested.replace('"gulls"', '"a lighthouse"'), { pages: { 'ferry.html': FERRY } }).findings;
    assert.deepEqual([finding.code, finding.line, finding.page], ['contains', 7, 'ferry.html']);
    assert.equal(stripper.check(tested).findings[0].code, 'unreadable');
    assert.equal(stripper.check(RULE).findings[0].code, 'no-test');
    assert.throws(() => stripper.check('schema = 9'), RuleError);
  });
});

describe('an abort', () => {
  const expected = stripper.render(FERRY);

  test('is an error of its page, and the next page is not harmed', () => {
    const huge = new Uint8Array(2 ** 31);
    for (let times = 0; times < 3; times += 1) {
      assert.throws(
        () => stripper.strip(huge),
        (error) => error instanceof Failed && error.code === 'panicked' && /capacity overflow/.test(error.message),
      );
      assert.equal(stripper.render(FERRY), expected);
    }
  });

  test('keeps the rules', () => {
    const own = loadSync(RULE);
    assert.throws(() => own.strip(new Uint8Array(2 ** 31)), Failed);
    assert.equal(own.strip(FERRY, { url: URL_OF_FERRY }).state, 'rule');
  });

  test('of a stack that is used up, wherever that happens, harms nobody', () => {
    let failed = 0;
    const deep = () => {
      try {
        return deep();
      } catch {
        try {
          return stripper.render(FERRY);
        } catch (error) {
          failed += 1;
          throw error;
        }
      }
    };
    assert.equal(deep(), expected);
    assert.ok(failed > 0);
    assert.equal(stripper.render(FERRY), expected);
  });

  test('of a deep or wild page there is none', () => {
    const deep = '<div>'.repeat(200_000) + 'The end of a deep page.';
    assert.ok(stripper.strip(deep).warnings.some(({ code }) => code === 'limited'));
    const wild = '<b><i><a>'.repeat(20_000) + 'x';
    assert.equal(typeof stripper.strip(wild).confidence, 'number');
  });
});

describe('the module', () => {
  const compiled = (name) => new WebAssembly.Module(readFileSync(new URL(`../${name}`, import.meta.url)));
  const [module, ofNode] = ['dehusk.wasm', 'node.wasm'].map(compiled);

  test('imports nothing', () => assert.deepEqual([module, ofNode].map(WebAssembly.Module.imports), [[], []]));

  test('gives the same whether its tables were made before or not', () => {
    for (const format of stripper.tables.formats) {
      const [one, other] = [module, ofNode].map((module) => new Stripper(module).render(FERRY, { format, comments: 'keep' }));
      assert.equal(one, other, format);
    }
    const [one, other] = [module, ofNode].map((module) => new Stripper(module, RULE).explain(FERRY, { url: URL_OF_FERRY }));
    assert.deepEqual(one, other);
  });

  test('exports its memory and four functions', () => {
    const names = WebAssembly.Module.exports(module).filter(({ kind }) => kind !== 'global').map(({ name }) => name);
    assert.deepEqual(names.sort(), ['dehusk_alloc', 'dehusk_call', 'dehusk_output', 'dehusk_output_length', 'memory']);
  });

  test('serves any number of strippers', () => {
    const [one, other] = [new Stripper(module, RULE), new Stripper(module)];
    assert.equal(one.strip(FERRY, { url: URL_OF_FERRY }).state, 'rule');
    assert.equal(other.strip(FERRY, { url: URL_OF_FERRY }).state, 'generic');
  });

  test('gives memory back after a large page', () => {
    const large = `<article>${'<p>A long page goes on and on, without an end in sight.</p>'.repeat(150_000)}</article>`;
    for (let times = 0; times < 3; times += 1) assert.ok(stripper.render(large).length > 1e6);
    assert.ok(process.memoryUsage().arrayBuffers < 2 ** 30);
  });
});
