// The cards of a claim and a dispute inside a page of another site.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { browser, serve } from './site.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let site, chrome, other, host;

before(async () => {
  [site, chrome] = await Promise.all([serve('demo'), browser()]);
  const page = await chrome.newPage();
  await page.goto(`${site.base}/claims?q=bridge`);
  await page.locator('.claim .says a').first().click();
  const code = await page.locator('#embed').inputValue();
  const claim = new URL(page.url()).pathname;
  await page.goto(`${site.base}/disputes`);
  await page.locator('.dispute h2 a').first().click();
  const dispute = new URL(page.url()).pathname;
  const frames = { '/card': code, '/page': code.replace('/embed', ''), '/dispute': await page.locator('#embed').inputValue() };
  await page.close();
  other = createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><html lang="en"><title>Another site</title><main><h1>Another site</h1>${frames[request.url] ?? ''}</main></html>`);
  });
  await new Promise((done) => other.listen(0, '127.0.0.1', done));
  // Another name than that of the site, so that it is another origin.
  host = { base: `http://localhost:${other.address().port}`, claim, dispute };
});

after(async () => {
  await chrome?.close();
  other?.close();
  await site?.stop();
});

const cards = { card: ['claim', 'The claim in its passage'], dispute: ['dispute', 'All claims of this dispute'] };
for (const [name, width, colorScheme] of Object.keys(cards).flatMap((name) => [[name, 1280, 'light'], [name, 1280, 'dark'], [name, 320, 'light']])) {
  test(`another site shows the ${name} at ${width} px in ${colorScheme} colours`, async () => {
    const page = await chrome.newPage({ viewport: { width, height: 800 }, colorScheme });
    await page.goto(`${host.base}/${name}`);
    const card = await (await page.waitForSelector('iframe')).contentFrame();
    await card.waitForURL(/\/embed$/);
    assert.ok((await card.locator('blockquote').first().innerText()).length > 10);
    const [inner, wide] = await card.evaluate(() => [document.documentElement.clientWidth, document.documentElement.scrollWidth]);
    assert.ok(wide <= inner, `the card is ${wide} px wide in ${inner}`);
    const [high, shown] = await card.evaluate(() => [document.documentElement.scrollHeight, window.innerHeight]);
    assert.ok(high <= shown, `the card is ${high} px high in ${shown}`);
    const [leadsTo, words] = cards[name];
    const link = card.getByRole('link', { name: words });
    assert.equal(new URL(await link.getAttribute('href')).pathname, host[leadsTo]);
    const paper = await card.evaluate(() => getComputedStyle(document.querySelector('.card')).backgroundColor);
    assert.equal(paper, colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(29, 31, 35)');
    await page.close();
  });
}

test('another site cannot frame the page of the claim', async () => {
  const page = await chrome.newPage();
  await Promise.all([page.waitForResponse(/\/claims\//), page.goto(`${host.base}/page`)]);
  const frame = page.frames()[1];
  await frame.waitForLoadState().catch(() => {});
  assert.equal(await frame.locator('blockquote').count().catch(() => 0), 0);
  await page.close();
});

test('the cards break no rule of accessibility', async () => {
  for (const [path, colorScheme] of [host.claim, host.dispute].flatMap((path) => [[path, 'light'], [path, 'dark']])) {
    const page = await chrome.newPage({ colorScheme, bypassCSP: true });
    await page.goto(`${site.base}${path}/embed`);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => axe.run());
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`), []);
    await page.close();
  }
});
