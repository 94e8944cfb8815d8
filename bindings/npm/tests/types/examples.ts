import { type Article, type Block, type Inline, Failed, Refused, RuleError, load, loadSync } from 'dehusk';

const stripper = await load();

/** The text of inlines. */
const textOf = (inlines: Inline[]): string =>
  inlines
    .map((inline) => {
      switch (inline.type) {
        case 'text':
          return inline.text;
        case 'link':
          return textOf(inline.content);
        case 'math':
          return inline.tex;
        case 'note':
          return inline.label;
        case 'check':
          return inline.checked ? '[x]' : '[ ]';
        case 'image':
          return inline.alt;
        case 'break':
          return '\n';
      }
    })
    .join('');

/** The headings of an article, of its quotes, too. */
const headings = (blocks: Block[]): string[] =>
  blocks.flatMap((block) => {
    if (block.type === 'heading') return [`${block.level} ${textOf(block.text)}`];
    return block.type === 'quote' ? headings(block.blocks) : [];
  });

export const outline = (html: string, url?: string): string[] => {
  const article: Article = stripper.strip(html, { url, captions: 'keep', limits: { bytes: 1 << 20 } });
  const words: number | undefined = article.meta.words;
  const authors: string[] = article.meta.authors ?? [];
  const parts = article.warnings.filter((warning) => warning.code === 'incomplete').map((warning) => warning.told);
  return [...headings(article.blocks), `${words ?? 0} words by ${authors.join()}`, ...parts];
};

export const reasons = (html: Uint8Array): string[] =>
  stripper.explain(html).texts.map(({ text, kept, reason }) => {
    const place = reason.by === 'rule' ? `${reason.file}:${reason.line}` : reason.by;
    return `${kept ? '+' : '-'} ${text} (${place})`;
  });

export const tried = (rules: Record<string, string>, html: ArrayBuffer): string => {
  try {
    return loadSync(rules, { builtinRules: false }).render(html, { format: 'markdown', frontMatter: true });
  } catch (error) {
    if (error instanceof RuleError) return error.errors.map(({ line, column, message }) => `${line}:${column} ${message}`).join();
    if (error instanceof Refused || error instanceof Failed) return error.code;
    throw error;
  }
};

export const why: string = stripper.explain('<p>', { format: 'html' });
export const again: string = stripper.write(stripper.strip('<p>'), { format: 'tei' });
export const wrong: number = stripper.check('schema = 2', { pages: {} }).findings.length;
export const choices: string[] = stripper.tables.policies.captions.choices;
