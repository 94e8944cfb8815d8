// Generated from dehusk's own types and tables: `DEHUSK_WRITE_SCHEMA=1 cargo test --lib typescript`.

/** An article, taken out of its page. Plain data: it holds no part of the page. */
export type Article = {
  /** Who wrote it, when, under which title. */
  meta: Meta;
  /** The text, in reading order. */
  blocks: Block[];
  /** What readers wrote below it, in reading order, where a policy asks for that. */
  comments?: Block[];
  /** Which rules found it. */
  state: State;
  /**
   * How sure dehusk is that this is the page's article, whole and nothing else, from 0 to 1: the F1 to be expected of
   * it, times the probability that the page has an article at all. 0 where none was found.
   */
  confidence: number;
  /** The name of the site rule that was used, if one was. */
  rule?: string;
  /** What a careful reader should know of this result. */
  warnings: Warning[];
  /** By what it was made and from what, where the caller put that in. */
  provenance?: Provenance;
};

/** The metadata of a page, cleaned. What the page does not say is absent. */
export type Meta = {
  /** The address that the page was saved from or names as its canonical one. */
  url?: string;
  /** The headline, without the site's name. */
  title?: string;
  /** The authors' names, without "By" or a role. */
  authors?: string[];
  /** When it was published: RFC 3339, a full date where the page gives no time. */
  date?: string;
  /** When it was last changed, like `date`. */
  updated?: string;
  /** The language as a BCP 47 tag (`en`, `pt-BR`). */
  language?: string;
  /** To which side the text runs: what the page says, else what its language is written in. */
  direction?: Direction;
  /** The name of the site. */
  site?: string;
  /** The section of the site that the article stands in. */
  section?: string;
  /** The tags or keywords that the page gives its article. */
  tags?: string[];
  /** The summary for search engines and previews. */
  description?: string;
  /** The address of the lead image. */
  image?: string;
  /** The address that the page itself says is the right one. */
  canonical?: string;
  /** Under which license the article may be used: the address of its terms, else its name. */
  license?: string;
  /** What the page says that it is. */
  page_type?: PageType;
  /**
   * How many words the article has, comments not counted. In scripts that part no words each Chinese character and
   * each kana is one, and so are five letters of Thai, Lao, Burmese or Khmer.
   */
  words?: number;
};

/** To which side text runs. */
export type Direction = "ltr" | "rtl";

/** What a page is, by its own word. */
export type PageType = "article" | "thread" | "product" | "listing" | "video" | "audio" | "profile" | "event" | "job";

/** One block of an article. */
export type Block =
  /** `<h2>Background</h2>` */
  | {
    type: "heading";
    /** 1 to 6, as in the name of the element. */
    level: number;
    /** The name of this place, where a link in the article leads to it: the one that GitHub makes of the text. */
    id?: string;
    /** The heading's text. */
    text: Inlines;
  }
  /** `<p>Some text</p>`, and any other run of text that stands by itself. */
  | {
    type: "paragraph";
    /** The paragraph's text. */
    text: Inlines;
  }
  /** `<ol><li>First<li>Second</ol>` */
  | {
    type: "list";
    /** Whether the items are numbered. */
    ordered: boolean;
    /** The number of the first item; 1 where the list is not numbered. */
    start: number;
    /** What each item holds: mostly one paragraph, sometimes another list. */
    items: Block[][];
  }
  /** `<blockquote><p>Words of another</p></blockquote>` */
  | {
    type: "quote";
    /** What is quoted. */
    blocks: Block[];
  }
  /** `<div class="admonition warning"><p class="admonition-title">Mind</p><p>Wet paint.</p></div>` */
  | {
    type: "callout";
    /** What sort it is, in the page's own word: `note`, `warning`. */
    kind: string;
    /** Its title; empty where it has none. */
    title: Inlines;
    /** What it says. */
    blocks: Block[];
  }
  /** `<details><summary>More</summary><p>Text that opens on a click</p></details>` */
  | {
    type: "details";
    /** What stands there before the click. */
    summary: Inlines;
    /** What it opens. */
    blocks: Block[];
  }
  /** `fog<sup><a href="#n1">1</a></sup> … <p id="n1">Thick.</p>`: the second part. */
  | {
    type: "note";
    /** Which references are to it: `NoteRef::note`. */
    note: string;
    /** The label that the page gives it. */
    label: string;
    /** What it says. */
    blocks: Block[];
  }
  /** `<iframe src="https://video.example/embed/1" title="Ducks">`: what another site shows in this one. */
  | {
    type: "embed";
    /** What sort of thing it is. */
    kind: EmbedKind;
    /** The address where a reader can see it. */
    url: string;
    /** What it is called; all that a post says; empty where the page does not tell. */
    text?: string;
    /** What a post says, with its author and date as the page gives them. */
    blocks?: Block[];
  }
  /** `<pre><code class="language-rust">fn main() {}</code></pre>` */
  | {
    type: "code";
    /** The language that the page names, if it names one. */
    language: string | null;
    /** The code, its line breaks and spaces as in the page. */
    text: string;
  }
  /** `<table><caption>Results</caption><tr><th>Name<th>Points<tr><td>Ada<td>3</table>` */
  | {
    type: "table";
    /** The table's caption; empty where there is none. */
    caption: Inlines;
    /** To which side each column is set; empty where the page says nothing of it. */
    columns?: Align[];
    /** The rows from top to bottom. */
    rows: Row[];
  }
  /** `<dl><dt>Bow<dd>The front of a ship</dl>` */
  | {
    type: "definitions";
    /** The terms with what they mean. */
    entries: Definition[];
  }
  /** `<figure><img src="map.png" alt="A map"><figcaption>The region</figcaption></figure>` */
  | {
    type: "figure";
    /** The picture, where the figure is one and names its source. */
    image: Image | null;
    /** The text below the picture; empty where there is none or captions are left out. */
    caption: Inlines;
  }
  /** `<hr>` between two kept blocks. */
  | {
    type: "break";
  };

/**
 * Text with its emphasis, links and line breaks, in reading order.
 *
 * White space is as a browser shows it: never two spaces in a row, none at the start or end.
 */
export type Inlines = Inline[];

/** A piece of text in a line. */
export type Inline =
  /** `some <b>text</b>`: a run of one style. */
  | {
    type: "text";
  } & Run
  /** `<a href="map.html">the <b>map</b></a>` */
  | {
    type: "link";
  } & Link
  /** `<math alttext="x^2">…</math>` */
  | {
    type: "math";
  } & Math
  /** `fog<sup><a href="#n1">1</a></sup>`, where the page has the note. */
  | {
    type: "note";
  } & NoteRef
  /** `<img src="dot.png" alt="dot">` within a line of text. */
  | {
    type: "image";
  } & Image
  /** `<li><input type="checkbox" checked> Oil the paddles` */
  | {
    type: "check";
  } & Check
  /** `<br>` */
  | {
    type: "break";
  } & Break;

/** Characters that share one style. Never empty. */
export type Run = {
  /** The characters. */
  text: string;
  /** `<em>`, `<i>` */
  emphasis?: boolean;
  /** `<strong>`, `<b>` */
  strong?: boolean;
  /** `<code>`, `<kbd>`, `<samp>` */
  code?: boolean;
  /** `<sup>` */
  superscript?: boolean;
  /** `<sub>` */
  subscript?: boolean;
  /** `<s>`, `<del>` */
  struck?: boolean;
};

/** Text that leads somewhere. */
export type Link = {
  /** Where to: absolute where the page's address is known; of the schemes `http`, `https` and `mailto` alone. */
  href: string;
  /** What is linked; holds no other link. */
  content: Inlines;
};

/** A formula whose TeX source the page gives. */
export type Math = {
  /** The source, without the dollar signs around it. */
  tex: string;
  /** Whether it stands on a line of its own. */
  display: boolean;
};

/** Where a text refers to a `Block::Note`. */
export type NoteRef = {
  /** Which note of the article it is to: notes are numbered in the order in which they are referred to. */
  note: string;
  /** The label that the page shows, without its brackets: `1`, `*`, `note 3`. */
  label: string;
  /** Whether the article refers to it before. */
  again?: boolean;
};

/** A picture: where it is and what it shows. */
export type Image = {
  /**
   * The address of the picture, absolute where the page's address is known; empty where the page has the picture in itself
   * (`data:`), for which its text stands.
   */
  src: string;
  /** The text that stands for the picture; empty where the page has none. */
  alt: string;
};

/** A box to be ticked, at the start of an item. */
export type Check = {
  /** Whether it is ticked. */
  checked: boolean;
};

/** A line break within a block. */
export type Break = {
};

/** What an `Block::Embed` is. */
export type EmbedKind = "post" | "video" | "audio" | "map" | "code" | "document" | "other";

/** To which side the text of a table's column is set. */
export type Align = "none" | "left" | "center" | "right";

/** A row of a table. */
export type Row = {
  /** The cells from left to right; those at the end may be missing. */
  cells: Cell[];
};

/** A cell of a table. */
export type Cell = {
  /** Whether it is a `<th>`, or stands in a `<thead>`. */
  header?: boolean;
  /** Over how many columns it reaches. */
  columns?: number;
  /** Over how many rows it reaches. */
  rows?: number;
  /** Whether a cell beside or above it reaches into its place, so that the page has none here. */
  covered?: boolean;
  /** What it says; empty where a cell beside or above it reaches into its place. */
  text: Inlines;
};

/** A term and what it means. */
export type Definition = {
  /** The term; empty where the page gives a meaning without one. */
  term: Inlines;
  /** What it means; empty where the next term has the same meaning. */
  meaning: Block[];
};

/** Which rules found an article. */
export type State = "rule" | "rule-missed" | "generic" | "embedded";

/** Something about a result that a careful reader should know. Each has a stable code. */
export type Warning =
  /** The rule's text differs wildly in length from what the generic layer would keep. Nothing is overridden. */
  | {
    code: "length-differs";
    /** Characters of text that the rule kept. */
    rule_chars: number;
    /** Characters of text that the generic layer alone would have kept. */
    generic_chars: number;
  }
  /**
   * The site's rule kept nothing, or a tenth of what the generic layer keeps by itself at most: the site has changed,
   * and the text is the generic layer's.
   */
  | {
    code: "rule-too-short";
    /** Characters of text that the rule kept. */
    rule_chars: number;
    /** Characters of text that the generic layer keeps. */
    generic_chars: number;
  }
  /** No text was found: an empty page, one built by script, or no article on it. */
  | {
    code: "no-article";
  }
  /** The visible page has no article: the text is what its structured data (JSON-LD) have as the article's. */
  | {
    code: "embedded-text";
  }
  /** The page has a part of the article alone. */
  | {
    code: "incomplete";
    /** Where the rest is. */
    rest: Rest;
    /** The text or the address on the page that tells it. */
    told: string;
  }
  /** A limit changed the page on its way in, without refusing it. */
  | {
    code: "limited";
    /** Which limit, by its stable name: `depth`, `attributes`. */
    limit: string;
  }
  /**
   * Something on the page has no end, so that all that follows would be none of it: a hole in the stored bytes. It
   * was given an end.
   */
  | {
    code: "unended";
    /** The name of an element, `comment` or `attribute`. */
    what: string;
    /** The line of the page that it begins in, from 1 on. */
    line: number;
  };

/** Where the rest of an article is that a page has a part of. */
export type Rest = "subscription" | "next-page" | "other-page";

/** By what an article was made, and from what. The library fills none of it in: it knows neither files nor hashes. */
export type Provenance = {
  /** The version of dehusk. */
  dehusk: string;
  /** A hash of the rules of sites in force, those that ship included; none where no rules are used. */
  rules?: string;
  /** `WARC-Record-ID` */
  record?: string;
  /** `WARC-Payload-Digest`, else `WARC-Block-Digest` */
  digest?: string;
  /** `WARC-Date` */
  captured?: string;
  /** A hash of the article's text, by which doubles are found: `sha256:` and 64 digits. */
  text?: string;
};

/** All texts of a page in its order, each with what became of it. Plain data: it holds no part of the page. */
export type Explanation = {
  /** Who wrote the article, when, under which title. */
  meta: Meta;
  /** Which rules found the article. */
  state: State;
  /** The name of the site rule that was used, if one was. */
  rule: string | null;
  /** What a careful reader should know of the result. */
  warnings: Warning[];
  /** How sure dehusk is that this is the page's article, from 0 to 1. */
  confidence: number;
  /** Where the article stands, if no rule has said that. */
  region: ExplainedRegion | null;
  /** The encoding that the page was read in. None for text that was given as such. */
  encoding: Told | null;
  /** The host that the page is from, if anything told it. */
  host: Told | null;
  /** The texts. One of which a part is kept and a part dropped is as many as it has parts. */
  texts: ExplainedText[];
};

/** Where the article stands on the page: from its first text to its last, whatever between them is dropped. */
export type ExplainedRegion = {
  /** The place of its first text in `Explanation::texts`, from 0 on. */
  first: number;
  /** The place of its last text. */
  last: number;
};

/** A fact about a page, and what told it. */
export type Told = {
  /** The fact: `UTF-8`, `example.org`. */
  fact: string;
  /** What told it, in a few words: `meta element`, `canonical link`. */
  by: string;
};

/** A run of text on the page, as its reader sees it, and what became of it. */
export type ExplainedText = {
  /** The text, white space folded. */
  text: string;
  /** The element that holds it, with those around it that are called something, as a selector names them. */
  element: string;
  /** Whether it is part of the article. */
  kept: boolean;
  /** Why. */
  reason: Reason;
};

/** Why a mark stands: enough to find the line that set it. */
export type Reason =
  /** A line of a site's rule: `drop = [".share-bar"]`. */
  | {
    by: "rule";
    /** The rule file, as it was named when it was loaded. */
    file: string;
    /** The line in that file, counted from 1. */
    line: number;
    /** The key that the line belongs to. */
    key: RuleKey;
    /** The selector or regex as written. */
    pattern: string;
  }
  /** No reader sees it: `<script>`, `<p hidden>`. */
  | {
    by: "unseen";
    /** The row of `rules/generic.toml` or the part of the HTML standard that says so. */
    test: string;
  }
  /** A part that many sites take from the same maker: `<div id="onetrust-consent-sdk">`. */
  | {
    by: "widget";
    /** What it is: `cookie dialog`. */
    what: string;
    /** The name in `rules/generic.toml` that tells it. */
    name: string;
  }
  /** Outside the container that the rule or the generic layer picked: `<nav>` beside `<article>`. */
  | {
    by: "outside";
  }
  /** The text by itself may belong to the article, but stands outside the run of texts that the article is. */
  | {
    by: "outside_region";
    /** The likelihood, from 0 to 1. */
    value: number;
    /** Whether it stands below the run, not above it. */
    below: boolean;
  }
  /** What stands around the text decides, not what it is by itself: a cell of a kept table, a label between paragraphs. */
  | {
    by: "part";
    /** The likelihood, from 0 to 1. */
    value: number;
    /** Whether it is kept. */
    kept: boolean;
  }
  /** The generic layer: how likely the text belongs to the article, and from where on it is kept. */
  | {
    by: "generic";
    /** The measure that speaks loudest for that: its row in `rules/learned.toml`. */
    test: string;
    /** The likelihood, from 0 to 1. */
    value: number;
    /** From which likelihood on a text is kept. */
    limit: number;
  }
  /** A link that says nothing but a sign of `rules/markup.toml`: `<a href="#names">¶</a>`. */
  | {
    by: "ornament";
  }
  /** What readers wrote below the article: `<li class="comment">`. */
  | {
    by: "comment";
  }
  /** What stands above the article and sums it up, where it is not wanted: `<p class="standfirst">`. */
  | {
    by: "lead";
  }
  /** What belongs to a picture by the site's rule, where captions are not wanted. */
  | {
    by: "caption";
  }
  /** What the site's rule says is about the article, where that is not wanted: `<p class="correction">`. */
  | {
    by: "note";
  };

/** The keys of a rule that keep or drop. */
export type RuleKey = "content" | "drop" | "keep" | "drop_text" | "cut" | "start_after" | "stop_before" | "lead" | "caption" | "note" | "byline" | "comments";

/** What an article can be written as. */
export type Format = "text" | "markdown" | "html" | "json" | "jsonl" | "tei";

/** Which of two faults weighs more. */
export type Prefer = "f1" | "precision" | "recall";

/** Why an input is refused. */
export type Refusal = "too-many-bytes" | "too-many-nodes" | "too-many-parse-steps" | "too-many-rule-steps" | "stopped" | "not-text" | "not-a-file" | "nested" | "revisit" | "segmented" | "encoding" | "no-html" | "no-json" | "no-pages" | "collision" | "unsupported";

/** What is wanted of an article; where nothing is said, what suits the format. */
export interface PolicyOptions {
  /** The text below pictures. */
  captions?: "drop" | "keep" | undefined;
  /** What stands between the headline and the article and sums it up. */
  lead?: "drop" | "keep" | undefined;
  /** What the site's rule says is about the article: corrections, who contributed. */
  notes?: "drop" | "keep" | undefined;
  /** Tables of data; a table that only sets the layout is none. */
  tables?: "drop" | "keep" | undefined;
  /** Where links lead; their text stays. */
  links?: "drop" | "keep" | undefined;
  /** Pictures; `link` puts links in their place, `files` writes those that were saved with the page into the folder `pictures` beside the article. */
  images?: "drop" | "keep" | "link" | "files" | undefined;
  /** What other sites show in the page: posts, films, maps. */
  embeds?: "drop" | "keep" | undefined;
  /** The text that a page without a visible article has in its JSON-LD. */
  embeddedText?: "auto" | "never" | undefined;
  /** What readers wrote below the article; the posts of a forum are its article. */
  comments?: "drop" | "keep" | undefined;
  /** The headline as the first line. */
  title?: "drop" | "keep" | undefined;
}

/** How much of the machine one page may use. */
export interface LimitOptions {
  /** 33554432 where nothing is said. */
  bytes?: number | undefined;
  /** 512 where nothing is said. */
  depth?: number | undefined;
  /** 2097152 where nothing is said. */
  nodes?: number | undefined;
  /** 1024 where nothing is said. */
  attributes?: number | undefined;
  /** 200000000 where nothing is said. */
  parseSteps?: number | undefined;
  /** 200000000 where nothing is said. */
  steps?: number | undefined;
}
