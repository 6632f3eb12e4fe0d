// Searching as people do it: suggestions, filters, keys, copying, and the same without scripts.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { browser, serve } from './site.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let demo, chrome;

before(async () => {
  [demo, chrome] = await Promise.all([serve('demo'), browser()]);
});

after(async () => {
  await chrome?.close();
  await demo?.stop();
});

/** A page of the demo, and a way to close it. */
async function open(path, options = {}) {
  const context = await chrome.newContext(options);
  const page = await context.newPage();
  await page.goto(demo.base + path);
  return page;
}

const close = (page) => page.context().close();
const focused = (page) => page.evaluate(() => document.activeElement.getAttribute('href') ?? document.activeElement.id);

/** Types into the box of the bar and waits for suggestions. */
async function type(page, words) {
  await page.click('#find');
  await page.keyboard.type(words);
  await page.locator('.find [role=option]').first().waitFor();
}

describe('suggestions', () => {
  test('a misspelt speaker leads to a copied claim address in two clicks after the query', async () => {
    const page = await open('/', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.fill('#find', 'Marran');
    await page.click('.find button');
    await page.waitForURL(/claims\?q=Marran/);
    await page.locator('.meant a', { hasText: 'Ilse Maran' }).click();
    await page.waitForURL(/source=ilse-maran/);
    await page.locator('.claim .copy').first().click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, demo.base + (await page.locator('.claim .says a').first().getAttribute('href')));
    assert.match(copied, /\/claims\/[0-9a-z]{16}$/);
    assert.equal(await page.locator('.claim .copy').first().innerText(), 'Copied');
    assert.match(await page.locator('body > [role=status]').innerText(), /copied/);
    await close(page);
  });

  test('the keyboard walks, takes and leaves them', async () => {
    const page = await open('/claims');
    await type(page, 'ma');
    const box = page.locator('#find');
    const active = () => box.getAttribute('aria-activedescendant');
    const chosen = () => page.locator('.find [aria-selected=true]').getAttribute('id');
    assert.equal(await box.getAttribute('aria-expanded'), 'true');
    assert.equal(await active(), null);
    const count = await page.locator('.find [role=option]').count();
    assert.ok(count >= 2, `${count} options`);
    assert.match(await page.locator('body > [role=status]').innerText(), new RegExp(`^${count} suggestions`));
    await page.keyboard.press('ArrowDown');
    assert.equal(await active(), await chosen());
    const first = await active();
    await page.keyboard.press('End');
    const last = await active();
    assert.notEqual(last, first);
    await page.keyboard.press('ArrowDown');
    assert.equal(await active(), first, 'after the last comes the first');
    await page.keyboard.press('ArrowUp');
    assert.equal(await active(), last);
    await page.keyboard.press('Home');
    assert.equal(await active(), first);
    await page.keyboard.press('Escape');
    assert.equal(await box.getAttribute('aria-expanded'), 'false');
    assert.ok(await page.locator('.find [role=listbox]').isHidden());
    assert.equal(await box.inputValue(), 'ma', 'Escape keeps what was typed');
    await page.keyboard.press('ArrowDown');
    await page.locator('.find [role=option]').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/claims\?source=/);
    assert.ok((await page.locator('.claim').count()) > 0);
    await close(page);
  });

  test('Enter without a choice searches for the words', async () => {
    const page = await open('/');
    await type(page, 'maran');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/claims\?q=maran$/);
    await close(page);
  });

  test('a pointer or a finger takes one, publishers too', async () => {
    const page = await open('/claims', { hasTouch: true });
    await type(page, 'northern');
    await page.locator('.find [role=group]', { hasText: 'Publishers' }).locator('[role=option]').first().click();
    await page.waitForURL(/\/claims\?publisher=northern-wire$/);
    await type(page, 'Marran');
    await page.locator('.find [role=option]', { hasText: 'Ilse Maran' }).tap();
    await page.waitForURL(/\/claims\?source=ilse-maran$/);
    await close(page);
  });

  test('recent searches stay in the browser, and only while habits are on', async () => {
    const page = await open('/');
    await page.fill('#find', 'bridge');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=bridge/);
    await page.goto(demo.base);
    await page.click('#find');
    await page.locator('.find [role=option]', { hasText: 'bridge' }).click();
    await page.waitForURL(/q=bridge/);
    await page.click('text=Keyboard and search history');
    await page.uncheck('#habits');
    assert.deepEqual(await page.evaluate(() => JSON.parse(localStorage.getItem('onrecord.recent'))), []);
    await page.keyboard.press('Escape');
    await page.fill('#find', 'troops');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=troops/);
    assert.deepEqual(await page.evaluate(() => JSON.parse(localStorage.getItem('onrecord.recent'))), []);
    await close(page);
  });

  test('the list is sound for screen readers, fits the page and moves nothing', async () => {
    for (const width of [320, 390, 768, 1280]) {
      for (const colorScheme of ['light', 'dark']) {
        const page = await open('/claims', { viewport: { width, height: 800 }, colorScheme });
        const place = () => page.locator('h1').boundingBox();
        const before = await place();
        await type(page, 'ma');
        await page.keyboard.press('ArrowDown');
        assert.deepEqual(await place(), before);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${wide} px wide at ${width}`);
        await page.evaluate(axe);
        const { violations } = await page.evaluate((levels) => axe.run(document, { runOnly: levels }), LEVELS);
        assert.deepEqual(violations.map((rule) => `${rule.id}: ${rule.nodes[0].html}`), [], `${width} ${colorScheme}`);
        await close(page);
      }
    }
  });
});

for (const javaScriptEnabled of [true, false]) {
  describe(`results ${javaScriptEnabled ? 'with' : 'without'} scripts`, () => {
    test('every facet narrows to what it counts, and its chip undoes it', async () => {
      const page = await open('/claims', { javaScriptEnabled });
      const facets = await page.locator('.facet').evaluateAll((all) => all.map((facet) => facet.querySelector('h2').textContent));
      assert.deepEqual(facets, ['Source', 'Kind of source', 'Stance', 'Words', 'Publisher', 'Month said']);
      const total = await page.innerText('h1');
      for (const name of facets) {
        const value = page.locator('.facet', { has: page.locator('h2', { hasText: new RegExp(`^${name}$`) }) }).locator('li').last();
        const count = (await value.locator('.n').textContent()).trim();
        await value.locator('a').click();
        assert.match(await page.innerText('h1'), new RegExp(`^${count} claim`), name);
        assert.equal(await page.locator('.chip').count(), 1, name);
        await page.locator('.chip').click();
        assert.equal(await page.innerText('h1'), total, name);
      }
      await close(page);
    });

    test('a search inside a long facet', async () => {
      const page = await open('/claims', { javaScriptEnabled });
      const facet = page.locator('.facet', { hasText: 'Source' }).first();
      await facet.locator('input[name=facet_q]').fill('maran');
      if (javaScriptEnabled) {
        await facet.locator('.facet-values li:only-child', { hasText: 'Ilse Maran' }).waitFor();
        assert.equal(new URL(page.url()).search, '', 'in place');
        await facet.locator('input[name=facet_q]').fill('');
        await facet.locator('.facet-values li:nth-child(12)').waitFor();
        await facet.locator('input[name=facet_q]').fill('maran');
      }
      await facet.locator('.facet-find button').click();
      await page.waitForURL(/facet=source&facet_q=maran/);
      await page.locator('.facet-values a', { hasText: 'Ilse Maran' }).click();
      assert.equal(new URL(page.url()).search, '?source=ilse-maran');
      await close(page);
    });

    test('order and pages, and back through them', async () => {
      const page = await open('/claims?q=bridge', { javaScriptEnabled });
      for (const [order, address] of [['Oldest', /sort=-said/], ['Best match', /sort=relevance/], ['Newest', /q=bridge$/]]) {
        await page.locator('.order a', { hasText: order }).click();
        assert.match(page.url(), address);
        assert.equal(await page.locator('.order [aria-current]').innerText(), order);
      }
      await page.goBack();
      assert.equal(await page.locator('.order [aria-current]').innerText(), 'Best match');
      await page.goto(`${demo.base}/claims`);
      assert.match(await page.innerText('.order'), /The first 25 of/);
      await page.click('a[rel=next]');
      assert.match(await page.title(), /continued/);
      await page.click('text=First page');
      assert.match(await page.innerText('.order'), /The first 25 of/);
      await close(page);
    });

    test('days are narrowed by a bar, by the table behind it, and by two fields', async () => {
      const page = await open('/claims', { javaScriptEnabled });
      await page.locator('.plot a rect.all').first().click();
      assert.match(page.url(), /from=.*to=/);
      assert.equal(await page.locator('.chip').count(), 1);
      await page.locator('.chip').click();
      await page.click('.numbers summary');
      const row = page.locator('.numbers tbody tr').first();
      const count = await row.locator('.num').innerText();
      await row.locator('a').click();
      assert.match(await page.innerText('h1'), new RegExp(`^${count} claim`));
      await page.fill('.dates input[name=from]', '2025-03-04');
      await page.fill('.dates input[name=to]', '2025-03-06');
      await page.click('.dates button');
      assert.match(page.url(), /from=2025-03-04&to=2025-03-06/);
      assert.match(await page.title(), /said 4 March 2025 to 6 March 2025/);
      await close(page);
    });

    test('what may have been meant is offered, for words as well', async () => {
      const page = await open('/claims?q=brigde', { javaScriptEnabled });
      assert.equal(await page.innerText('h1'), 'No claims');
      await page.locator('.meant a', { hasText: 'bridge' }).click();
      assert.ok((await page.locator('.says mark').count()) > 0);
      await close(page);
    });
  });
}

test('without scripts nothing that needs them is to be seen', async () => {
  const page = await open('/claims', { javaScriptEnabled: false });
  assert.ok(await page.locator('.copy').first().isHidden());
  assert.equal(await page.locator('[role=combobox], dialog, .habits').count(), 0);
  await close(page);
});

test('on a phone the filters wait above the results', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const page = await open('/claims', { viewport: { width: 390, height: 844 }, javaScriptEnabled });
    assert.ok(await page.locator('.facet li a').first().isHidden());
    const filters = await page.locator('.narrowing summary').first().boundingBox();
    const results = await page.locator('.claim').first().boundingBox();
    assert.ok(filters.y < results.y);
    assert.ok(results.y < 844 - 40, `the first claim begins at ${results.y}`);
    assert.ok(await page.locator('.plot').first().isHidden());
    await page.locator('.tools > summary').click();
    assert.ok(await page.locator('.plot').first().isVisible());
    await page.locator('.narrowing > summary').click();
    assert.ok(await page.locator('.facet li a').first().isVisible());
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390);
    await close(page);
  }
});

describe('keys', () => {
  test('/ searches, j and k walk, ? helps, and none of them while typing or with another key', async () => {
    const page = await open('/claims');
    const claims = await page.locator('.claim .says a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    await page.keyboard.press('j');
    assert.equal(await focused(page), claims[0]);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    assert.equal(await focused(page), claims[1]);
    await page.keyboard.press('Control+j');
    assert.equal(await focused(page), claims[1]);
    await page.keyboard.press('/');
    assert.equal(await focused(page), 'find');
    await page.keyboard.type('j/k?');
    assert.equal(await page.inputValue('#find'), 'j/k?');
    assert.ok(await page.locator('dialog').isHidden());
    await page.locator('.claim .says a').first().focus();
    await page.keyboard.press('?');
    assert.ok(await page.locator('dialog').isVisible());
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Close');
    await page.evaluate(axe);
    const { violations } = await page.evaluate((levels) => axe.run('dialog', { runOnly: levels }), LEVELS);
    assert.deepEqual(violations.map((rule) => rule.id), []);
    await page.keyboard.press('Escape');
    assert.ok(await page.locator('dialog').isHidden());
    await close(page);
  });

  test('they are switched off, remembered as such, and switched on again', async () => {
    const page = await open('/claims');
    await page.keyboard.press('?');
    await page.uncheck('#habits');
    await page.click('dialog button');
    for (const key of ['/', 'j', '?']) {
      await page.locator('.brand').focus();
      await page.keyboard.press(key);
      assert.equal(await focused(page), '/', key);
    }
    await page.reload();
    await page.keyboard.press('j');
    assert.equal(await focused(page), '');
    await page.click('text=Keyboard and search history');
    await page.check('#habits');
    await page.click('dialog button');
    await page.locator('.brand').focus();
    await page.keyboard.press('j');
    assert.match(await focused(page), /^\/claims\//);
    await close(page);
  });
});

test('days say how long ago they are', async () => {
  const page = await open('/claims');
  const time = page.locator('.claim time').first();
  assert.match(await time.getAttribute('title'), /ago|day|year/);
  assert.match(await time.innerText(), /\d{4}/);
  await close(page);
});

test('the claim that is read is marked in the list beside the article', async () => {
  const page = await open('/articles', { viewport: { width: 1280, height: 500 }, reducedMotion: 'reduce' });
  // The page of an article as the script knows it: marks in the text, and items that name them.
  await page.route('**/articles/reading', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><title>x</title><script src="/static/x/onrecord.js" defer></script>
        ${[1, 2, 3].map((n) => `<p><a id="claim-${n}" href="#">claim ${n}</a></p><div><svg height="900"></svg></div>`).join('')}
        <ol>${[1, 2, 3].map((n) => `<li data-claim="${n}">claim ${n}</li>`).join('')}</ol>`,
    }));
  await page.goto(`${demo.base}/articles/reading`);
  const current = page.locator('[data-claim][aria-current=true]');
  await page.locator('[data-claim="1"][aria-current=true]').waitFor();
  await page.evaluate(() => document.getElementById('claim-3').scrollIntoView({ block: 'center' }));
  await page.evaluate(() => scrollBy(0, 60));
  await page.locator('[data-claim="3"][aria-current=true]').waitFor();
  assert.equal(await current.count(), 1);
  await close(page);
});
