// Gathering claims into a list: from a search to a list that can be shared, with the script and without.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { browser, serve } from './site.js';

let demo, chrome;

before(async () => {
  [demo, chrome] = await Promise.all([serve('demo'), browser()]);
});

after(async () => {
  await chrome?.close();
  await demo?.stop();
});

const listed = (page) => page.locator('.lines .says a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));

describe('a gathered list', () => {
  test('five claims of a search are in a memo with citations after seven clicks', async () => {
    const context = await chrome.newContext();
    const page = await context.newPage();
    await page.goto(`${demo.base}/claims?q=bridge`);
    let clicks = 0;
    const click = async (locator) => { clicks += 1; await locator.click(); };
    assert.ok(await page.locator('#my-list').isHidden());
    const links = await page.locator('.claim .says a').evaluateAll((found) => found.slice(0, 5).map((link) => link.getAttribute('href')));
    for (let at = 0; at < 5; at += 1) await click(page.locator('.claim .gather').nth(at));
    assert.equal(await page.locator('#my-list').innerText(), 'List (5)');
    assert.equal(await page.locator('.gather[aria-pressed=true]').count(), 5);
    // Another page knows it as well.
    await page.goto(`${demo.base}/sources`);
    await click(page.locator('#my-list'));
    await page.waitForURL(/id=/);
    assert.deepEqual(await listed(page), links);
    const memo = await page.inputValue('#memo');
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await click(page.locator('[data-copy=memo]'));
    await page.locator('[data-copy=memo]', { hasText: 'Copied' }).waitFor();
    assert.equal((await page.evaluate(() => navigator.clipboard.readText())).trimEnd(), memo.trimEnd());
    assert.equal(memo.trimEnd().split('\n').length, 5);
    for (const link of links) assert.ok(memo.includes(link), link);
    assert.ok(clicks <= 8, `${clicks} clicks`);
    const csv = await page.request.get(demo.base + await page.locator('.forms a', { hasText: 'CSV' }).getAttribute('href'));
    assert.equal((await csv.text()).trimEnd().split('\r\n').length, 6);
    // Order and removal are links, and the browser's list follows.
    await page.locator('.lines .moves a', { hasText: 'Down' }).first().click();
    assert.deepEqual(await listed(page), [links[1], links[0], ...links.slice(2)]);
    await page.locator('.lines .moves a', { hasText: 'Remove' }).first().click();
    assert.deepEqual(await listed(page), [links[0], ...links.slice(2)]);
    assert.equal(await page.locator('#my-list').innerText(), 'List (4)');
    await context.close();
  });

  test('a shared list is kept only when its reader says so', async () => {
    const context = await chrome.newContext();
    const page = await context.newPage();
    await page.goto(`${demo.base}/claims`);
    const id = (await page.locator('.claim .says a').first().getAttribute('href')).split('/').pop();
    await page.goto(`${demo.base}/claims?id=${id}`);
    assert.ok(await page.locator('#my-list').isHidden());
    await page.click('.keep');
    assert.equal(await page.locator('#my-list').innerText(), 'List (1)');
    assert.ok(await page.locator('.keep').isHidden());
    await context.close();
  });

  test('without the script, links add to the list', async () => {
    const context = await chrome.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${demo.base}/claims?q=bridge`);
    const links = await page.locator('.claim .says a').evaluateAll((found) => found.map((link) => link.getAttribute('href')));
    await page.locator('.claim .gather').nth(1).click();
    assert.deepEqual(await listed(page), [links[1]]);
    await page.locator('.gathered input[name=q]').fill('bridge');
    await page.locator('.gathered button', { hasText: 'Search' }).click();
    await page.locator('.claim .gather').nth(2).click();
    assert.deepEqual(await listed(page), [links[1], links[2]]);
    await context.close();
  });
});
