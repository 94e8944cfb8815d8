// What strips: the library compiled to WebAssembly, called by a few functions that hand memory over. Nothing here loads
// anything, so that it runs wherever JavaScript does; `node.mjs` and `index.mjs` bring the module.

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** An instance that grew beyond these bytes for a large page is given up, since its memory never shrinks. */
const ROOM = 256 * 2 ** 20;

/** A page that is refused, by a limit or since it is no text. `code` is a name that no version will change. */
export class Refused extends Error {
  constructor({ message, code }) {
    super(message);
    this.name = 'Refused';
    this.code = code;
  }
}

/** Rules that are wrong: `errors` has each mistake with `file`, `line`, `column`, `message` and `remedy`. */
export class RuleError extends Error {
  constructor({ message, errors }) {
    super(message);
    this.name = 'RuleError';
    this.errors = errors;
  }
}

/** dehusk failed on a page, which is a defect of dehusk, or the page took all memory. The next page is not harmed. */
export class Failed extends Error {
  constructor(message, cause) {
    super(message, { cause });
    this.name = 'Failed';
    this.code = 'panicked';
  }
}

class UsageError extends TypeError {
  constructor({ message }) {
    super(message);
  }
}

const FAILURES = { usage: UsageError, refused: Refused, rules: RuleError };

/** What a page can be: a text, or bytes in whatever encoding. */
const bytesOf = (page) => {
  if (typeof page === 'string') return encoder.encode(page);
  if (page instanceof ArrayBuffer) return new Uint8Array(page);
  if (ArrayBuffer.isView(page)) return new Uint8Array(page.buffer, page.byteOffset, page.byteLength);
  throw new TypeError(`a page is a string or bytes, and this is ${page === null ? 'null' : typeof page}`);
};

/** The rule files that were given: a text by itself, or texts by their names. */
const rulesOf = (rules) => {
  if (typeof rules === 'string') return [['rules.toml', rules]];
  if (rules === null || typeof rules !== 'object' || Array.isArray(rules))
    throw new TypeError('rules are the text of a rule file, or an object of texts by the names of their files');
  return Object.entries(rules);
};

/** An instance of the module: calls go in, texts come out. What goes wrong in it is thrown as it is. */
export class Instance {
  constructor(module) {
    this.exports = new WebAssembly.Instance(module, {}).exports;
  }

  hand(bytes) {
    const start = this.exports.dehusk_alloc(bytes.length) >>> 0;
    new Uint8Array(this.exports.memory.buffer, start, bytes.length).set(bytes);
    return [start, bytes.length];
  }

  output() {
    const { memory, dehusk_output, dehusk_output_length } = this.exports;
    return decoder.decode(new Uint8Array(memory.buffer, dehusk_output() >>> 0, dehusk_output_length()));
  }

  call(request, page) {
    const code = this.exports.dehusk_call(...this.hand(request), ...this.hand(page));
    const output = this.output();
    if (code === 0) return output;
    const failure = JSON.parse(output);
    throw new FAILURES[failure.kind](failure);
  }
}

export const request = (call, options = {}, is_text = false) => encoder.encode(JSON.stringify({ call, is_text, options }));

/** Takes articles out of pages. Made once by `load`, used for any number of pages. */
export class Stripper {
  #module;
  #rules;
  #instance;

  /** Of a compiled module; throws `RuleError` where the rules are wrong. */
  constructor(module, rules = {}, { builtinRules, ...others } = {}) {
    this.#module = module;
    this.#rules = request('load', { rules: rulesOf(rules), builtinRules, ...others });
    this.#instance = this.#start();
  }

  #start() {
    const instance = new Instance(this.#module);
    instance.call(this.#rules, new Uint8Array());
    return instance;
  }

  /** Calls; after an abort, and where the memory grew too far, a new instance takes the place of the old one. */
  #call(call, page, options) {
    const [asked, bytes] = [request(call, options, typeof page === 'string'), bytesOf(page)];
    const instance = (this.#instance ??= this.#start());
    try {
      return instance.call(asked, bytes);
    } catch (error) {
      if (Object.values(FAILURES).some((kind) => error instanceof kind)) throw error;
      this.#instance = undefined;
      throw new Failed(`dehusk failed on the page: ${saidOf(instance) || error.message}`, error);
    } finally {
      if (instance.exports.memory.buffer.byteLength > ROOM) this.#instance = undefined;
    }
  }

  /** The article of a page, as `dehusk -f json` gives it. */
  strip(html, options) {
    return JSON.parse(this.#call('strip', html, options));
  }

  /** The article of a page in a format, as `dehusk -f FORMAT` gives it; text where none is named. */
  render(html, options) {
    return this.#call('render', html, options);
  }

  /** An article that `strip` gave, in a format. */
  write(article, options) {
    return this.#call('write', JSON.stringify(article), options);
  }

  /** Why each text of a page is kept or dropped; with `format: 'html'` as a page for the browser. */
  explain(html, options) {
    const explained = this.#call('explain', html, options);
    return options?.format === 'html' ? explained : JSON.parse(explained);
  }

  /** Runs the tests of rules and looks at their lines; throws `RuleError` where they do not compile. */
  check(rules, options) {
    return JSON.parse(this.#call('check', '', { ...options, rules: rulesOf(rules) }));
  }

  /** What can be chosen: formats, policies with what they are about, limits, codes; the version, a hash of the rules that ship. */
  get tables() {
    return JSON.parse(this.#call('tables', ''));
  }
}

/** What an instance said before it aborted, if it could. */
const saidOf = (instance) => {
  try {
    return instance.output();
  } catch {
    return '';
  }
};
