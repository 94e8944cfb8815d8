// A browser under control, by its own protocol over a pipe: messages are JSON, each with a zero byte behind it.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Keeps the browser to itself: no network of its own, no first-run pages. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-pipe',
  '--enable-unsafe-extension-debugging',
];

const PATIENCE = 30_000;

const isThere = spawnSync('chromium', ['--version']).status === 0;
if (!isThere && process.env.DEHUSK_BROWSER) throw new Error('there is no chromium, and DEHUSK_BROWSER is set');

/** Why a test that needs it is skipped. */
export const noChromium = !isThere && 'there is no chromium on this machine';

export class Chromium {
  #process;
  #profile = mkdtempSync(join(tmpdir(), 'dehusk-chromium-'));
  #next = 1;
  #waiting = new Map();

  constructor() {
    const flags = [...FLAGS, `--user-data-dir=${this.#profile}`, 'about:blank'];
    this.#process = spawn('chromium', flags, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    let rest = '';
    this.#process.stdio[4].setEncoding('utf8').on('data', (text) => {
      const messages = (rest + text).split('\0');
      rest = messages.pop();
      for (const message of messages) this.#hear(JSON.parse(message));
    });
  }

  #hear({ id, result, error }) {
    const { resolve, reject } = this.#waiting.get(id) ?? {};
    this.#waiting.delete(id);
    if (error) reject?.(new Error(error.message));
    else resolve?.(result);
  }

  /** Sends a command, to a session of a page or to the browser; what it answers. */
  send(method, params = {}, sessionId) {
    const id = this.#next++;
    this.#process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no answer to ${method}`)), PATIENCE);
      const settled = (settle) => (value) => {
        clearTimeout(late);
        settle(value);
      };
      this.#waiting.set(id, { resolve: settled(resolve), reject: settled(reject) });
    });
  }

  /** Opens an address in a new tab. */
  async open(url) {
    const { targetId } = await this.send('Target.createTarget', { url });
    return targetId;
  }

  /** What is open at an address: a page, or the tab that holds it. Waits for it. */
  async target(type, isMeant) {
    return until(async () => {
      const { targetInfos } = await this.send('Target.getTargets', { filter: [{}] });
      return targetInfos.find((target) => target.type === type && isMeant(target.url))?.targetId;
    });
  }

  /** A page that is open, by its address; waits until it is there, whole. */
  async page(isMeant) {
    const targetId = await this.target('page', isMeant);
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const run = (expression) => this.#run(sessionId, expression);
    await until(async () => isMeant(await run('location.href')) && run('document.readyState === "complete"'));
    return { targetId, run };
  }

  /** The value of an expression in a page, as of a click of its reader. */
  async #run(sessionId, expression) {
    const options = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', options, sessionId);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  async close() {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    await this.send('Browser.close').catch(() => this.#process.kill());
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** What something gives as soon as it gives anything. */
export const until = async (something) => {
  for (const end = Date.now() + PATIENCE; Date.now() < end; ) {
    const value = await something();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited in vain: ${something}`);
};
