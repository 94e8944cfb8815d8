import type { Article, Explanation, Format, LimitOptions, PolicyOptions, Prefer, Refusal } from './types.js';

export * from './types.js';

/** A page: a text, or bytes in whatever encoding. */
export type Page = string | ArrayBuffer | ArrayBufferView;

/** Rules: the text of a rule file, or the texts of several by the names of their files (`shared/…` for a block that sites share). */
export type Rules = string | Record<string, string>;

/** What is known of a page, and what is wanted of its article. */
export interface StripOptions extends PolicyOptions {
  /** The address that the page was saved from: rules of sites go by it. Without it the page's own clues tell the host. */
  url?: string | undefined;
  /** The site whose rule is used, whatever the page says. */
  site?: string | undefined;
  /** The HTTP header of that name: evidence of the encoding of bytes. */
  contentType?: string | undefined;
  /** What the page's file is called: the last clue to its host. */
  fileName?: string | undefined;
  /** Whether rules of sites are used; true where nothing is said. */
  siteRules?: boolean | undefined;
  /** Which of two faults weighs more where it is not clear what belongs to the article. */
  prefer?: Prefer | undefined;
  /** How much of the machine the page may use. */
  limits?: LimitOptions | undefined;
}

/** What goes with an article into its document. */
export interface FormOptions {
  /** `text` where nothing is said. */
  format?: Format | undefined;
  /** HTML: the article's elements alone, without a document around them. */
  fragment?: boolean | undefined;
  /** Markdown: the metadata above it, as YAML. */
  frontMatter?: boolean | undefined;
}

/** What a check of rules found. */
export interface Checked {
  /** How many rules of sites were checked. */
  rules: number;
  /** How many tests were run. */
  tests: number;
  /** What is wrong, by file and line. */
  findings: Finding[];
}

/** Something about a rule that is not as it should be. */
export interface Finding {
  file: string;
  /** From 1 on. */
  line: number;
  /** In characters, from 1 on. */
  column: number;
  /** A stable name. */
  code: string;
  /** The page, as the test names it, if a test fails. */
  page: string | null;
  /** What is wrong. */
  message: string;
  /** What to do. */
  remedy: string;
}

/** A mistake in a rule file. */
export interface RuleMistake {
  file: string;
  /** From 1 on. */
  line: number;
  /** In characters, from 1 on. */
  column: number;
  /** What is wrong. */
  message: string;
  /** What to do. */
  remedy: string;
}

/** What can be chosen. */
export interface Tables {
  /** The version of dehusk. */
  version: string;
  /** A hash of the rules that ship. */
  builtinRules: string;
  formats: Format[];
  prefer: Prefer[];
  /** The policies: their choices, what is chosen for each format where nothing is said, and what they are about. */
  policies: Record<keyof PolicyOptions, { choices: string[]; chosen: Record<Format, string>; help: string }>;
  /** The limits where nothing is said. */
  limits: Record<keyof LimitOptions, number>;
  /** The codes of states, warnings and errors, and what each means. */
  codes: Record<string, string>;
}

/** A page that is refused, by a limit or since it is no text. */
export class Refused extends Error {
  /** A name that no version will change; `tables.codes` tells what it means. */
  readonly code: Refusal;
}

/** Rules that are wrong. The message has the lines, with a caret under each place. */
export class RuleError extends Error {
  /** All mistakes, by file and place. */
  readonly errors: RuleMistake[];
}

/** dehusk failed on a page, which is a defect of dehusk, or the page took all memory. The next page is not harmed. */
export class Failed extends Error {
  readonly code: 'panicked';
}

/**
 * Takes articles out of pages. Made once by `load`, used for any number of pages.
 *
 * Every method throws a TypeError for options that it does not know, `Refused` where a page breaks a limit, and `Failed`.
 */
export class Stripper {
  /** Of a compiled module, where it is not found by itself. Throws `RuleError`. */
  constructor(module: WebAssembly.Module, rules?: Rules, options?: { builtinRules?: boolean | undefined });
  /**
   * The article of a page, as `dehusk -f json` gives it; without blocks where the page has none.
   *
   * format: which format the policies suit of which nothing is said; `json` where that is not said either.
   */
  strip(html: Page, options?: StripOptions & { format?: Format | undefined }): Article;
  /** The article of a page in a format, as `dehusk -f FORMAT` gives it. */
  render(html: Page, options?: StripOptions & FormOptions): string;
  /** An article that `strip` gave, in a format. */
  write(article: Article, options?: FormOptions): string;
  /** Why each text of a page is kept or dropped; as `html` it is a page for the browser. */
  explain(html: Page, options: StripOptions & { format: 'html' }): string;
  explain(html: Page, options?: StripOptions & { format?: 'json' | undefined }): Explanation;
  /**
   * Runs the tests of rules and looks at their lines. Throws `RuleError` where they do not compile.
   *
   * pages: the texts of the pages that the tests name.
   */
  check(rules: Rules, options?: { pages?: Record<string, string> | undefined }): Checked;
  readonly tables: Tables;
}

/** How a stripper is made. */
export interface LoadOptions {
  /** Whether the rules that ship are used behind those given; true where nothing is said. */
  builtinRules?: boolean | undefined;
  /** The compiled `dehusk/dehusk.wasm`, where it cannot be found by itself: in a bundle, in a worker of an edge network. */
  module?: WebAssembly.Module | undefined;
}

/** A stripper that goes by these rules before those that ship. Throws `RuleError`. */
export function load(rules?: Rules, options?: LoadOptions): Promise<Stripper>;
