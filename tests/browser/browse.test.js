// Browsing sources and publishers: layout at several widths, the filter box, letters, and links that keep their word.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { browser, serve } from './site.js';

let demo, empty, chrome;
const pages = {
  home: '/', sources: '/sources', byName: '/sources?sort=name', letter: '/sources?letter=m', nobody: '/sources?name=zzz',
  source: '/sources/ilse-maran', publishers: '/publishers', publisher: '/publishers/northern-wire',
};

before(async () => {
  [demo, empty, chrome] = await Promise.all([serve('demo'), serve('serve'), browser()]);
});

after(async () => {
  await chrome?.close();
  await Promise.all([demo?.stop(), empty?.stop()]);
});

const number = (text) => Number(text.match(/[\d,]+/)?.[0].replaceAll(',', '') ?? 0);

/** The number in the heading of the list at an address. */
async function total(path) {
  const html = await (await fetch(demo.base + path)).text();
  return number(html.match(/<h1[^>]*>([\s\S]*?)<\/h1>/)[1]);
}

/** Addresses and numbers of the links that stand with one. */
async function counted(page, path, items) {
  await page.goto(demo.base + path);
  return page.locator(items).evaluateAll((found) => found.map((item) => {
    const link = item.matches('a') ? item : item.querySelector('a');
    const count = item.querySelector('.n:not(.of), .num') ?? link;
    return [link.getAttribute('href'), count.textContent];
  }));
}

describe('browsing', () => {
  for (const width of [320, 390, 768, 1280]) {
    test(`no page of sources and publishers scrolls sideways at ${width} px`, async () => {
      const page = await chrome.newPage({ viewport: { width, height: 800 } });
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(demo.base + path);
        await page.evaluate(() => document.querySelectorAll('main details').forEach((details) => { details.open = true; }));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${name} is ${wide} px wide`);
      }
      await page.close();
    });
  }

  test('all columns of the list of publishers fit a phone', async () => {
    const page = await chrome.newPage({ viewport: { width: 390, height: 844 } });
    await page.goto(demo.base + pages.publishers);
    const region = page.getByRole('region', { name: 'Publishers in numbers' });
    const [wide, shown] = await region.evaluate((element) => [element.scrollWidth, element.clientWidth]);
    assert.ok(wide <= shown, `${wide} px in ${shown} px`);
    const last = await region.locator('thead th').last().boundingBox();
    assert.ok(last.x + last.width <= 390, JSON.stringify(last));
    await page.close();
  });

  test('the table of who prints whom scrolls in its own region, by keyboard', async () => {
    const page = await chrome.newPage({ viewport: { width: 320, height: 800 } });
    await page.goto(demo.base + pages.publishers);
    const region = page.getByRole('region', { name: 'Who prints whom' });
    await region.focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => document.querySelectorAll('.across')[1].scrollLeft > 0);
    // The names of the sources stay in view.
    const name = await region.locator('tbody th').first().boundingBox();
    const frame = await region.boundingBox();
    assert.ok(name.x >= frame.x - 1 && name.x + name.width <= frame.x + frame.width + 1, JSON.stringify([name, frame]));
    await page.close();
  });

  test('the filter box finds a name in another spelling, and keeps what narrows the list, without scripts', async () => {
    const context = await chrome.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${demo.base}/sources?kind=person&sort=name`);
    await page.fill('#name', 'ILSE  maran');
    await page.press('#name', 'Enter');
    const query = new URL(page.url()).searchParams;
    assert.deepEqual([query.get('kind'), query.get('sort')], ['person', 'name']);
    assert.deepEqual(await page.locator('.list td:first-child a').allInnerTexts(), ['Ilse Maran']);
    await page.locator('.chip', { hasText: 'ILSE' }).click();
    assert.ok((await page.locator('.list tbody tr').count()) > 1);
    assert.equal(new URL(page.url()).search, '?kind=person&sort=name');
    await context.close();
  });

  test('letters, kinds and countries lead to as many sources as they say', async () => {
    const page = await chrome.newPage();
    const links = [
      ...await counted(page, '/sources?sort=name', '.letters a'),
      ...await counted(page, '/sources?sort=name&kind=person', '.letters a'),
      ...await counted(page, '/sources', '.chips a, .countries li'),
    ];
    assert.ok(links.length > 20, `${links.length}`);
    for (const [path, text] of links) assert.equal(await total(path), number(text), path);
    await page.close();
  });

  test('numbers of a source, a publisher and the table are those of the lists they lead to', async () => {
    const page = await chrome.newPage();
    for (const [path, items] of [
      [pages.source, '.stances li, .quotations li, .quoted-by li, .words li'],
      [pages.source, '.chart tbody tr'],
      [pages.publisher, '.quoted li, .kinds li:has(a), .bodies li'],
      [pages.publishers, '.matrix td a'],
      [pages.home, '.week td.num a, .rising li'],
    ]) {
      const links = await counted(page, path, items);
      assert.ok(links.length > 2, `${path}: ${items}`);
      for (const [link, text] of links) assert.equal(await total(link), number(text), `${path}: ${link}`);
    }
    await page.close();
  });

  test('an empty site says how to fill it', async () => {
    const page = await chrome.newPage();
    for (const path of ['/', '/sources', '/publishers']) {
      await page.goto(empty.base + path);
      assert.match(await page.locator('main').innerText(), /onrecord load my-articles\//, path);
      assert.equal(await page.locator('table, .chart, .letters').count(), 0, path);
    }
    await page.close();
  });
});
