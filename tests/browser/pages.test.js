// What only a browser shows: layout at several widths, contrast, forms, the keyboard, reading without scripts.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { browser, serve } from './site.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let demo, empty, chrome;
/** One address of every page family, with results, empty and wrong. */
let families;

before(async () => {
  [demo, empty, chrome] = await Promise.all([serve('demo'), serve('serve'), browser()]);
  const page = await chrome.newPage();
  await page.goto(`${demo.base}/claims?q=bridge`);
  const claim = await page.locator('.claim .says a').first().getAttribute('href');
  const article = await page.locator('.claim .headline').first().getAttribute('href');
  await page.goto(`${demo.base}/disputes`);
  const dispute = await page.locator('.dispute h2 a').first().getAttribute('href');
  await page.goto(`${demo.base}/disputes?kind=figures`);
  const figures = await page.locator('.dispute h2 a').first().getAttribute('href');
  await page.close();
  families = {
    disputes: '/disputes', dispute, figures, noDisputes: '/disputes?q=zeppelin', compare: '/compare?source=ilse-maran&source=dorit-amsel', compareNothing: '/compare',
    home: '/', claims: '/claims', filtered: '/claims?q=troops&stance=denies&from=2025-03-01', nothing: '/claims?q=zeppelin',
    ambiguous: '/claims?source=ministry', claim, related: `${claim}/related`, article, digest: '/digest', nothingNew: '/digest?loaded_from=2999-01-01&stance=denies', articles: '/articles', sources: '/sources', source: '/sources/ilse-maran', positions: '/sources/ilse-maran/positions', against: '/claims?against=ilse-maran',
    publishers: '/publishers', publisher: '/publishers/northern-wire', about: '/about', api: '/api', gathered: claim.replace('/claims/', '/claims?id='), emptyList: '/claims?add=', loads: '/about/loads', load: '/about/loads?load=1', missing: '/nothing', wrong: '/claims?stance=x',
  };
});

after(async () => {
  await chrome?.close();
  await Promise.all([demo?.stop(), empty?.stop()]);
});

describe('reading', () => {
  test('from the home page to the address of one claim in two clicks, without scripts', async () => {
    const context = await chrome.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(demo.base);
    await page.fill('#big-find', 'speaker:maran crossed');
    await page.click('.big-find button');
    assert.match(page.url(), /\/claims\?q=speaker%3Amaran\+crossed/);
    await page.locator('.claim .says a').first().click();
    const link = await page.inputValue('.permalink input');
    assert.equal(link, page.url());
    assert.equal(await page.locator('h1 a').first().innerText(), 'Ilse Maran');
    await context.close();
  });

  test('a claim leads to its place in the article, and the article back to it', async () => {
    const page = await chrome.newPage();
    await page.goto(demo.base + families.claim);
    await page.click('text=In our copy of the article');
    const marked = page.locator(':target');
    assert.equal(await marked.count(), 1);
    assert.ok(await marked.isVisible());
    await marked.click();
    assert.equal(new URL(page.url()).pathname, families.claim);
    await page.close();
  });

  test('filters of the form and of the lists add up, and back undoes them', async () => {
    const page = await chrome.newPage();
    await page.goto(`${demo.base}/claims`);
    await page.click('.refine summary');
    await page.selectOption('select[name=stance]', 'denies');
    await page.fill('.fields input[name=source]', 'Ilse Maran');
    await page.click('.fields button');
    assert.equal(new URL(page.url()).search, '?stance=denies&sort=said&source=ilse-maran');
    assert.equal(await page.locator('.chip').count(), 2);
    const stances = await page.locator('.claim .stance').allInnerTexts();
    assert.ok(stances.length > 0 && stances.every((words) => words.includes('denies')), stances.join());
    await page.locator('.chip', { hasText: 'denies' }).click();
    assert.equal(await page.locator('.chip').count(), 1);
    await page.goBack();
    assert.equal(await page.locator('.chip').count(), 2);
    await page.close();
  });

  test('the keyboard alone: skip link, search, first result', async () => {
    const page = await chrome.newPage();
    await page.goto(demo.base);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
    assert.ok(await page.locator('.skip').isVisible());
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('bridge');
    await page.keyboard.press('Enter');
    await page.waitForURL(/claims\?q=bridge/);
    await page.locator('.claim .says a').first().focus();
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.equal(outline, 'solid');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/claims\/[0-9a-z]{16}$/);
    await page.close();
  });

  test('the demo says that it is made up, on every page', async () => {
    const page = await chrome.newPage();
    for (const path of Object.values(families)) {
      await page.goto(demo.base + path);
      assert.match(await page.locator('.notice').innerText(), /made up/, path);
    }
    await page.goto(empty.base);
    assert.equal(await page.locator('.notice').count(), 0);
    assert.match(await page.locator('main').innerText(), /onrecord load/);
    await page.close();
  });

  test('every link of every page family leads somewhere', async () => {
    const page = await chrome.newPage();
    const links = new Set();
    for (const [name, path] of Object.entries(families)) {
      await page.goto(demo.base + path);
      if (name === 'wrong') continue;
      for (const link of await page.locator('a[href^="/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href')))) {
        links.add(link.split('#')[0]);
      }
    }
    assert.ok(links.size > 80, `${links.size} links`);
    for (const link of links) {
      const answer = await page.request.get(demo.base + link);
      assert.equal(answer.status(), 200, link);
    }
    await page.close();
  });
});

describe('layout', () => {
  for (const width of [320, 390, 768, 1280]) {
    test(`no page scrolls sideways at ${width} px`, async () => {
      const page = await chrome.newPage({ viewport: { width, height: 800 } });
      for (const [name, path] of Object.entries(families)) {
        await page.goto(demo.base + path);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${name} is ${wide} px wide`);
      }
      await page.close();
    });
  }

  test('the bar leaves the page to the page, notice and all', async () => {
    for (const [width, most] of [[1280, 110], [390, 200]]) {
      const page = await chrome.newPage({ viewport: { width, height: 800 } });
      await page.goto(demo.base);
      const { height } = await page.locator('header.bar').boundingBox();
      assert.ok(height <= most, `${height} px high at ${width} px`);
      await page.close();
    }
  });

  test('the fonts load, and nothing comes from another host or breaks the policy', async () => {
    const page = await chrome.newPage();
    const hosts = new Set();
    const complaints = [];
    page.on('request', (request) => hosts.add(new URL(request.url()).origin));
    page.on('console', (message) => complaints.push(message.text()));
    for (const [name, path] of Object.entries(families)) {
      if (name === 'missing' || name === 'wrong') continue;
      await page.goto(demo.base + path);
      await page.evaluate(() => document.fonts.ready);
      assert.ok(await page.evaluate(() => document.fonts.check('16px "Source Serif 4"')), name);
    }
    assert.deepEqual([...hosts], [demo.base]);
    assert.deepEqual(complaints, []);
    await page.close();
  });
});

describe('accessibility', () => {
  for (const colorScheme of ['light', 'dark']) {
    test(`no rule is broken in ${colorScheme} colours`, async () => {
      const page = await chrome.newPage({ colorScheme });
      const sites = [...Object.entries(families).map(([name, path]) => [name, demo.base + path]), ...['/', '/claims', '/sources', '/articles', '/publishers', '/about/loads'].map((path) => [`empty ${path}`, empty.base + path])];
      const said = [];
      for (const [name, address] of sites) {
        await page.goto(address);
        await page.evaluate(axe);
        const { violations } = await page.evaluate((levels) => axe.run(document, { runOnly: levels }), LEVELS);
        said.push(...violations.map((rule) => `${name}: ${rule.id}: ${rule.nodes.map((node) => node.html).slice(0, 3).join(' | ')}`));
      }
      assert.deepEqual(said, []);
      await page.close();
    });
  }
});
