// Loads pages in a headless Chromium, wide and narrow, light and dark and as on paper, and fails if a page asks for anything beyond
// itself, logs anything, is wider than its window, or breaks a rule of axe (asked in three of the views). With --pictures DIR it also keeps what it saw.
//
//   node check.mjs [--pictures DIR] [--view NAME] PAGE.html…
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer from 'puppeteer-core';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const all = [
  { name: 'wide-light', width: 1280, scheme: 'light', media: 'screen', axe: true },
  { name: 'wide-dark', width: 1280, scheme: 'dark', media: 'screen', axe: true },
  { name: 'narrow-light', width: 400, scheme: 'light', media: 'screen', axe: true },
  { name: 'narrow-dark', width: 400, scheme: 'dark', media: 'screen', axe: false },
  { name: 'print', width: 680, scheme: 'light', media: 'print', axe: false },
];

const words = process.argv.slice(2);
const pictures = words[0] === '--pictures' ? words.splice(0, 2)[1] : null;
const wanted = words[0] === '--view' ? words.splice(0, 2)[1] : null;
const views = all.filter((view) => wanted === null || view.name === wanted);
if (words.length === 0) {
  console.error('name the pages to check');
  process.exit(2);
}

if (pictures) await mkdir(pictures, { recursive: true });
const profile = await mkdtemp(join(tmpdir(), 'entente-browser-'));
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  userDataDir: profile,
  protocolTimeout: 600_000, // axe takes its time on a long page, and a machine may be busy
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'],
});
let wrong = 0;
const fail = (page, view, text) => {
  wrong++;
  console.error(`${page}, ${view}: ${text}`);
};

try {
  for (const path of words) {
    for (const view of views) {
      await look(path, view);
    }
  }
} finally {
  await browser.close();
  await rm(profile, { recursive: true, force: true });
}

console.log(`${words.length} pages, ${views.length} views of each, ${wrong} faults`);
process.exit(wrong === 0 ? 0 : 1);

async function look(path, view) {
  const url = pathToFileURL(resolve(path)).href;
  const name = basename(path);
  const page = await browser.newPage();
  const said = (text) => fail(name, view.name, text);
  await page.setViewport({ width: view.width, height: 900 });
  const devtools = await page.createCDPSession();
  await devtools.send('Emulation.setEmulatedMedia', { media: view.media, features: [{ name: 'prefers-color-scheme', value: view.scheme }] });
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    if (request.url() === url) {
      request.continue();
    } else {
      said(`asks for ${request.url().slice(0, 120)}`);
      request.abort();
    }
  });
  page.on('console', (message) => said(`logs ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => said(`throws ${error.message}`));
  page.on('dialog', async (dialog) => {
    said(`opens a dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  await page.goto(url, { waitUntil: 'load' });

  if (pictures && view.media === 'print') await writeFile(join(pictures, `${name}.pdf`), await page.pdf({ preferCSSPageSize: true, printBackground: false }));

  // As it is handed out, and with all that is folded opened.
  for (const state of ['as it opens', 'unfolded']) {
    if (state === 'unfolded') {
      await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
    }

    for (const text of await page.evaluate(overflowing)) said(`${state}: ${text}`);
    if (pictures && state === 'as it opens') await picture(page, join(pictures, `${name}-${view.name}`), view.width);
  }

  for (const text of await page.evaluate(parts)) said(text);

  // The page's own policy forbids scripts; ours comes in by the debugger, after all of the above. It is slow, and three views show all colours and both layouts.
  const violations = view.axe ? (await page.evaluate(axe), await page.evaluate(async () => await window.axe.run(document, { resultTypes: ['violations'] }))).violations : [];
  for (const violation of violations) {
    said(`axe: ${violation.id}, ${violation.help}; ${violation.nodes.length} places, the first: ${violation.nodes[0].html.slice(0, 160)}; ${violation.nodes[0].failureSummary?.replaceAll('\n', ' ')}`);
  }

  await page.close();
}

// The page in pieces: a browser has no picture of more than some thousand pixels.
async function picture(page, path, width) {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let top = 0, piece = 1; top < height && piece <= 9; top += 2400, piece++) {
    await page.screenshot({ path: `${path}-${piece}.png`, clip: { x: 0, y: top, width, height: Math.min(2400, height - top) }, captureBeyondViewport: true });
  }
}

// What is wider than the window or than the box it lies in; what scrolls within a box of its own may be.
function overflowing() {
  const wide = [];
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) wide.push(`the page is ${document.documentElement.scrollWidth} wide in a window of ${document.documentElement.clientWidth}`);
  for (const element of document.querySelectorAll('body *')) {
    if (element.closest('.scroll, svg, .unseen') || element.getClientRects().length === 0) continue;
    const box = element.getBoundingClientRect();
    if (box.right > document.documentElement.clientWidth + 1 || box.left < -1) wide.push(`<${element.localName} class="${element.className}"> goes from ${Math.round(box.left)} to ${Math.round(box.right)}`);
  }

  for (const svg of document.querySelectorAll('svg')) {
    if (svg.getClientRects().length === 0) continue;
    const box = svg.getBoundingClientRect();
    for (const text of svg.querySelectorAll('text')) {
      const own = text.getBoundingClientRect();
      if (own.left < box.left - 2 || own.right > box.right + 2 || own.top < box.top - 2 || own.bottom > box.bottom + 2) wide.push(`"${text.textContent}" leaves its drawing ${svg.id}`);
    }
  }

  return wide.slice(0, 10);
}

// What every page of ours has.
function parts() {
  const missing = [];
  if (document.querySelectorAll('h1').length !== 1) missing.push('it has not one first heading');
  if (document.querySelectorAll('script, link, img, iframe, object, embed, [onclick], [onload], [onerror]').length > 0) missing.push('it holds elements that fetch or run something');
  for (const svg of document.querySelectorAll('figure > svg')) {
    if (svg.getAttribute('role') !== 'img' || !svg.querySelector('title')?.textContent || !svg.querySelector('desc')?.textContent) missing.push(`the drawing ${svg.id} has no title or description`);
  }

  for (const figure of document.querySelectorAll('figure')) {
    if (!figure.querySelector('figcaption') || !figure.querySelector('table')) missing.push(`the figure of ${figure.querySelector('svg')?.id} has no caption or table`);
  }

  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) missing.push(`the id ${twice} stands twice`);
  const lost = [...document.querySelectorAll('a[href^="#"]')].find((a) => !document.getElementById(a.hash.slice(1)));
  if (lost) missing.push(`a link leads to ${lost.hash}, which is not there`);
  return missing;
}
