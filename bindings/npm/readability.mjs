// The class and the function of @mozilla/readability, so that only the import has to change. The two modules beside this
// one bring the stripper.

/** Options that ask for what dehusk never gives: there is no class in its output, and embeds go by its own rows. */
const UNKNOWN = {
  keepClasses: (value) => value === true,
  classesToPreserve: (value) => value?.length > 0,
  allowedVideoRegex: (value) => value !== undefined,
};

/** The document as it stands, and where it is from. */
const pageOf = (document) => {
  if (!document?.documentElement) throw new TypeError('First argument to Readability constructor should be a document object.');
  const addresses = [document.location?.href, document.documentURI, document.URL];
  const url = addresses.find((address) => /^https?:/.test(address ?? ''));
  return [document.documentElement.outerHTML, { url, captions: 'keep', title: 'drop' }];
};

/** `Readability` and `isProbablyReaderable` by a stripper. */
export const readability = (stripper) => ({
  Readability: class Readability {
    #document;
    #options;

    /** Options that tune Readability's own scores are taken, and change nothing. */
    constructor(document, options = {}) {
      pageOf(document);
      for (const [name, isAsked] of Object.entries(UNKNOWN))
        if (isAsked(options?.[name])) throw new TypeError(`dehusk has nothing for the option ${name}`);
      this.#document = document;
      this.#options = options ?? {};
    }

    /** The article, or null where the page has none. Throws `Refused` where it breaks a limit; the document stays as it is. */
    parse() {
      const { maxElemsToParse: most = 0, serializer } = this.#options;
      const count = this.#document.querySelectorAll('*').length;
      if (most > 0 && count > most) throw new Error(`Aborting parsing document; ${count} elements found`);
      const article = stripper.strip(...pageOf(this.#document));
      if (article.blocks.length === 0) return null;
      const { meta } = article;
      const fragment = stripper.write(article, { format: 'html', fragment: true });
      const content = `<div id="readability-page-1" class="page">${fragment}</div>`;
      const textContent = stripper.write(article, { format: 'text' });
      return {
        title: meta.title ?? '',
        byline: meta.authors?.join(', ') ?? null,
        dir: meta.direction ?? null,
        lang: meta.language ?? null,
        content: serializer ? serializer(this.#element(content)) : content,
        textContent,
        length: textContent.length,
        excerpt: meta.description ?? textContent.split('\n', 1)[0],
        siteName: meta.site ?? null,
        publishedTime: meta.date ?? null,
      };
    }

    /** What a serializer takes: an element that holds the article. */
    #element(content) {
      const element = this.#document.createElement('div');
      element.innerHTML = content;
      return element;
    }
  },

  /** Whether the page has an article. Options that tune Readability's own guess are taken, and change nothing. */
  isProbablyReaderable: (document) => stripper.strip(...pageOf(document)).blocks.length > 0,
});
