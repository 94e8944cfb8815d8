import { ofTab } from './page.mjs';

const element = (id) => document.getElementById(id);
const tell = (text) => (element('told').textContent = text);

/** A name that every system takes. */
const fileName = (title) => `${title.replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ').trim().slice(0, 100) || 'article'}.md`;

const copy = async (markdown) => {
  await navigator.clipboard.writeText(markdown);
  tell('Copied.');
};

const save = (markdown, title) => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([markdown], { type: 'text/markdown' }));
  link.download = fileName(title);
  link.click();
  tell(`Saved as ${link.download}.`);
};

const on = (id, action) => {
  element(id).disabled = false;
  element(id).addEventListener('click', () => Promise.resolve(action()).catch((error) => tell(error.message)));
};

const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
try {
  const article = await ofTab(tab.id, (stripper, html, known) => {
    const article = stripper.strip(html, { ...known, title: 'keep' });
    return { ...article, markdown: stripper.write(article, { format: 'markdown' }) };
  });
  const title = article.meta.title ?? tab.title;
  const isThere = article.blocks.length > 0;
  tell(isThere ? `${title} (${article.meta.words} words)` : 'There is no article on this page.');
  if (isThere) {
    on('copy', () => copy(article.markdown));
    on('save', () => save(article.markdown, title));
  }
  on('why', () => chrome.tabs.create({ url: `why.html?tab=${tab.id}` }));
} catch (error) {
  tell(`This page cannot be read: ${error.message}`);
}
