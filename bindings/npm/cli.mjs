#!/usr/bin/env node
// `npx dehusk page.html`: the main options of the command line for one page. The options of policies are made of their table.

import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';

import { Refused, RuleError, loadSync } from './node.mjs';

// A process that strips one page is over before code that the engine optimises would pay.
setFlagsFromString('--liftoff-only');

const EXIT = { article: 0, none: 1, usage: 2 };

const inKebabCase = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The options by their long names: what each takes, how a stripper calls it, what it is about. */
const optionsOf = (tables) => {
  const choices = (names) => names.join('|');
  const policy = ([name, { choices: known, chosen, help }]) => {
    const suits = [...new Set(Object.values(chosen))];
    const differ = tables.formats.filter((format) => chosen[format] !== chosen.text);
    const usual = suits.length === 1 ? chosen.text : `${chosen[differ[0]]} for ${differ.join(', ')}; else ${chosen.text}`;
    return [inKebabCase(name), { type: 'string', to: name, takes: choices(known), help: `${help} [default: ${usual}]` }];
  };
  return {
    format: { type: 'string', short: 'f', to: 'format', takes: choices(tables.formats), help: 'What is written [default: text]' },
    url: { type: 'string', to: 'url', takes: 'URL', help: 'The address that the page was saved from' },
    site: { type: 'string', to: 'site', takes: 'HOST', help: 'The site whose rule is used, whatever the page says' },
    rules: { type: 'string', multiple: true, takes: 'PATH', help: 'A rule file, or a folder of them; goes before those that ship' },
    'no-builtin-rules': { type: 'boolean', help: 'Leave out the rules that ship' },
    'no-site-rules': { type: 'boolean', help: 'Use the generic layer alone' },
    prefer: { type: 'string', to: 'prefer', takes: choices(tables.prefer), help: 'What weighs more where it is not clear' },
    'front-matter': { type: 'boolean', to: 'frontMatter', help: 'Markdown: the metadata above it' },
    fragment: { type: 'boolean', to: 'fragment', help: "HTML: the article's elements alone" },
    ...Object.fromEntries(Object.entries(tables.policies).map(policy)),
    help: { type: 'boolean', short: 'h', help: 'Print this' },
    version: { type: 'boolean', short: 'V', help: 'Print the version' },
  };
};

const helpOf = (options) => {
  const row = ([name, { short, takes, help }]) => {
    const called = `${short ? `-${short}, ` : '    '}--${name}${takes ? ` ${takes}` : ''}`;
    return called.length < 30 ? `  ${called.padEnd(30)}${help}` : `  ${called}\n${' '.repeat(32)}${help}`;
  };
  return `Keep the article of a saved web page and nothing else.

  npx dehusk [OPTIONS] [PAGE]             the article of a page; of standard input where none or - is named
  npx dehusk explain [OPTIONS] [PAGE]     why each text was kept or dropped, as json or html

${Object.entries(options).map(row).join('\n')}

Exit codes: 0 an article, 1 none or a page that is refused or cannot be read, 2 wrong usage or wrong rules.`;
};

/** The rule files below a path, by their names. */
const rulesBelow = (path) => {
  const files = statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true }).filter((name) => name.endsWith('.toml')).map((name) => [name, join(path, name)])
    : [[basename(path), path]];
  if (files.length === 0) throw new TypeError(`${path} has no rules: they are files that end in .toml`);
  return files.sort().map(([name, file]) => [name, readFileSync(file, 'utf8')]);
};

const write = (text) => process.stdout.write(text.endsWith('\n') || text === '' ? text : `${text}\n`);

const run = (args) => {
  const tables = loadSync(undefined, { builtinRules: false }).tables;
  const options = optionsOf(tables);
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  if (values.help) return write(helpOf(options)), EXIT.article;
  if (values.version) return write(`dehusk ${tables.version}`), EXIT.article;
  const isExplain = positionals[0] === 'explain';
  const [page = '-', ...more] = positionals.slice(isExplain ? 1 : 0);
  if (more.length > 0) throw new TypeError('this takes one page; the native command takes folders and archives');

  const rules = Object.fromEntries((values.rules ?? []).flatMap(rulesBelow));
  const stripper = loadSync(rules, { builtinRules: !values['no-builtin-rules'] });
  const named = Object.entries(options).filter(([name, { to }]) => to && values[name] !== undefined);
  const chosen = Object.fromEntries(named.map(([name, { to }]) => [to, values[name]]));
  if (values['no-site-rules']) chosen.siteRules = false;
  const known = page === '-' ? chosen : { fileName: basename(page), ...chosen };
  const html = readPage(page);
  if (isExplain) {
    const explained = stripper.explain(html, known);
    write(typeof explained === 'string' ? explained : JSON.stringify(explained, null, 2));
    return EXIT.article;
  }
  const { frontMatter, fragment, format = 'text', ...wanted } = known;
  const article = stripper.strip(html, { ...wanted, format });
  write(stripper.write(article, { format, frontMatter, fragment }));
  return article.blocks.length > 0 ? EXIT.article : EXIT.none;
};

class Unreadable extends Error {}

const readPage = (page) => {
  try {
    return readFileSync(page === '-' ? 0 : page);
  } catch (error) {
    throw new Unreadable(`${page}: ${error.message}`);
  }
};

/** The exit code of what went wrong. A defect keeps its stack. */
const codeOf = (error) => {
  if (error instanceof Refused || error instanceof Unreadable) return EXIT.none;
  if (error instanceof RuleError || error instanceof TypeError || error.code) return EXIT.usage;
  throw error;
};

try {
  process.exitCode = run(process.argv.slice(2));
} catch (error) {
  process.exitCode = codeOf(error);
  console.error(`dehusk: ${error.message}`);
}
