// The page of a tab as it stands: what the reader sees, scripts that ran and all.

import { load } from './lib/index.mjs';

/** What dehusk makes of a tab's page: `what` gets a stripper, the page and what is known of it. */
export const ofTab = async (tabId, what) => {
  const taken = () => ({ html: document.documentElement.outerHTML, url: document.location.href });
  const [stripper, [{ result }]] = await Promise.all([
    load(),
    chrome.scripting.executeScript({ target: { tabId }, func: taken }),
  ]);
  return what(stripper, result.html, { url: result.url });
};
