import { ofTab } from './page.mjs';

const tab = Number(new URLSearchParams(location.search).get('tab'));
try {
  const explain = (stripper, html, known) => stripper.explain(html, { ...known, format: 'html' });
  document.querySelector('iframe').srcdoc = await ofTab(tab, explain);
} catch (error) {
  document.body.textContent = `This page cannot be read: ${error.message}`;
}
