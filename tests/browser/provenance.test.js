// Texts of an article and what changed between them, corrections, parts of articles, loads: layout, markup, accessibility.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { HtmlValidate } from 'html-validate';
import { browser, serveLoaded } from './site.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const url = 'https://river.example/holm';
const line = (text) => `${JSON.stringify({ url, title: 'The bridge at Holm', publisher: 'River Post', published: '2025-03-05', text })}\n`;
const first = `General Ada Brandt said the bridge at Holm had fallen to her 300 men.\n\n${'Rain fell on the town all day. '.repeat(20)}\n\nMayor Ida Lund said nobody was hurt.`;
const second = `General Ada Brandt said the bridge at Holm had fallen to her 900 brave men.\n\n${'Rain fell on the town all day. '.repeat(20)}\n\nCaptain Nils Weir said the road was shut until further notice.`;

let site, chrome, pages;

before(async () => {
  [site, chrome] = await Promise.all([
    serveLoaded([['one.jsonl', line(first)], ['two.jsonl', `${line(second)}{broken\n${'x'.repeat(300)}\n`]]),
    browser(),
  ]);
  const page = await chrome.newPage();
  await page.goto(`${site.base}/articles`);
  const article = await page.locator('.list a').first().getAttribute('href');
  await page.goto(site.base + article);
  const [newer, older] = await page.locator('.versions a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  await page.close();
  pages = { article, newer, older, loads: '/about/loads', load: '/about/loads?load=2' };
});

after(async () => {
  await chrome?.close();
  await site?.stop();
});

test('what changed is told by more than colour, and aloud', async () => {
  const page = await chrome.newPage();
  await page.goto(site.base + pages.newer);
  const lines = await page.locator('.changes ins, .changes del').evaluateAll((all) => all.map((mark) => [mark.tagName, getComputedStyle(mark).textDecorationLine, getComputedStyle(mark, '::before').content]));
  assert.deepEqual([...new Set(lines.map(String))].sort(), ['DEL,line-through," [gone] "', 'INS,underline," [added] "']);
  assert.deepEqual(await page.locator('.changes del').allInnerTexts(), ['300', 'Mayor Ida Lund said nobody was hurt.']);
  await page.close();
});

for (const width of [320, 390, 768, 1280]) {
  test(`no page scrolls sideways at ${width} px`, async () => {
    const page = await chrome.newPage({ viewport: { width, height: 800 } });
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(site.base + path);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${name} is ${wide} px wide`);
    }
    await page.close();
  });
}

for (const colorScheme of ['light', 'dark']) {
  test(`no rule of accessibility is broken in ${colorScheme} colours`, async () => {
    const page = await chrome.newPage({ colorScheme });
    const said = [];
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(site.base + path);
      await page.evaluate(axe);
      const { violations } = await page.evaluate((levels) => axe.run(document, { runOnly: levels }), LEVELS);
      said.push(...violations.map((rule) => `${name}: ${rule.id}: ${rule.nodes.map((node) => node.html).slice(0, 3).join(' | ')}`));
    }
    assert.deepEqual(said, []);
    await page.close();
  });
}

test('the pages are valid', async () => {
  const rules = new HtmlValidate({ root: true, extends: ['html-validate:standard', 'html-validate:a11y'] });
  for (const path of Object.values(pages)) {
    const report = await rules.validateString(await (await fetch(site.base + path)).text(), path);
    assert.deepEqual(report.results.flatMap((result) => result.messages).map((found) => `${path} ${found.line}: ${found.message}`), []);
  }
});
