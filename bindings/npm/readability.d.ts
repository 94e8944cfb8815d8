/** What `parse` gives. */
export interface Readable<T = string> {
  /** The headline, without the site's name; empty where the page has none. */
  title: string;
  /** The authors' names, with commas between them. */
  byline: string | null;
  /** To which side the text runs: `ltr`, `rtl`. */
  dir: string | null;
  /** A BCP 47 tag: `en`, `pt-BR`. */
  lang: string | null;
  /** The article as HTML, or what the serializer makes of its element. */
  content: T;
  /** The article as plain text: paragraphs with an empty line between them. */
  textContent: string;
  /** How many UTF-16 units `textContent` has. */
  length: number;
  /** The page's own summary, else the first paragraph. */
  excerpt: string;
  /** The name of the site. */
  siteName: string | null;
  /** When it was published: RFC 3339, or a date alone. */
  publishedTime: string | null;
}

/** The options of @mozilla/readability. Those that tune its scores are taken, and change nothing. */
export interface Options<T = string> {
  debug?: boolean;
  /** The most elements of a document; more is an error. 0: any number. */
  maxElemsToParse?: number;
  nbTopCandidates?: number;
  charThreshold?: number;
  /** Not an empty list: a TypeError, since dehusk keeps no classes. */
  classesToPreserve?: string[];
  /** `true`: a TypeError, since dehusk keeps no classes. */
  keepClasses?: boolean;
  serializer?: (node: Node) => T;
  disableJSONLD?: boolean;
  /** A TypeError: which embeds are kept stands in dehusk's own rows. */
  allowedVideoRegex?: RegExp;
  linkDensityModifier?: number;
}

/** The class of @mozilla/readability, with dehusk behind it. */
export class Readability<T = string> {
  /** Throws a TypeError where there is no document, or for an option that dehusk has nothing for. */
  constructor(document: Document, options?: Options<T>);
  /**
   * The article, or null where the page has none. The document stays as it is.
   *
   * Throws `Refused` of `dehusk` where the page breaks a limit.
   */
  parse(): Readable<T> | null;
}

/** Whether the page has an article. The options of @mozilla/readability are taken, and change nothing. */
export function isProbablyReaderable(
  document: Document,
  options?: { minContentLength?: number; minScore?: number; visibilityChecker?: (node: Node) => boolean },
): boolean;
