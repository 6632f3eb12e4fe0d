// The page of a claim and the page of an article in a real browser: what moves, what prints, what can be copied, what weighs.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { browser, serve } from './site.js';

const WIDTHS = [320, 390, 768, 1280];
const CONTACT = 'desk@lesk.example';

let demo, chrome;
/** One address of each kind of page this file is about. */
let pages;
/** Every article of the demo. */
let articles;

before(async () => {
  [demo, chrome] = await Promise.all([serve('demo', '--contact', CONTACT), browser()]);
  const page = await chrome.newPage();
  const first = async (path, selector) => {
    await page.goto(demo.base + path);
    return page.locator(selector).first().getAttribute('href');
  };
  pages = {
    quoted: await first('/claims?quotation=direct&has=figure', '.claim .says a'),
    chained: await first('/claims?has=via', '.claim .says a'),
    indirect: await first('/claims?quotation=indirect', '.claim .says a'),
    article: await first('/claims?q=bridge', '.claim .headline'),
    missing: '/sources/ilse-marn', wrong: '/claims?stance=x', about: '/about',
  };
  await page.goto(`${demo.base}/articles`);
  articles = await page.locator('.list td a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  await page.close();
});

after(async () => {
  await chrome?.close();
  await demo?.stop();
});

const claims = () => [pages.quoted, pages.chained, pages.indirect];

/** Opens a page of its own, runs `work` on it, and closes it. */
async function on(options, work) {
  const context = await chrome.newContext(options);
  try {
    return await work(await context.newPage());
  } finally {
    await context.close();
  }
}

describe('a claim', () => {
  test('its statement is the largest thing on the page, and its quotation mark hangs', async () => {
    await on({ viewport: { width: 1280, height: 900 } }, async (page) => {
      await page.goto(demo.base + pages.quoted);
      const sizes = await page.evaluate(() => {
        const size = (element) => parseFloat(getComputedStyle(element).fontSize);
        const others = [...document.querySelectorAll('body *')].filter((element) => !element.closest('blockquote'));
        return [size(document.querySelector('blockquote.lead')), Math.max(...others.map(size))];
      });
      assert.ok(sizes[0] > sizes[1], `${sizes}`);
      const edges = await page.evaluate(() => {
        const mark = document.querySelector('.hung').getBoundingClientRect();
        return [mark.left, mark.right, document.querySelector('blockquote.lead').getBoundingClientRect().left];
      });
      assert.ok(edges[0] < edges[2] && Math.abs(edges[1] - edges[2]) < 3, `${edges}`);
    });
  });

  test('every mark of its passage bears a label, not a colour alone', async () => {
    await on({}, async (page) => {
      await page.goto(demo.base + pages.quoted);
      const label = (selector) => page.locator(`.labelled ${selector}`).first().evaluate((mark) => getComputedStyle(mark, '::before').content);
      assert.equal(await label('mark'), '"what"');
      assert.equal(await label('.mention'), '"who"');
      assert.equal(await label('.cue'), '"how"');
      const legend = await page.locator('.key').innerText();
      for (const word of ['what', 'who', 'how']) assert.ok(legend.includes(word), legend);
    });
  });

  test('the link to the exact words finds them in the text, with few and with many words', async () => {
    await on({ viewport: { width: 900, height: 300 } }, async (page) => {
      let found = 0;
      for (const path of [...claims(), ...(await some(page, '/claims?q=talks')), ...(await some(page, '/claims?quotation=mixed'))]) {
        await page.goto(demo.base + path);
        const link = await page.locator('.links a[href*=":~:text="]').getAttribute('href');
        const words = (await page.locator('.labelled mark').first().innerText()).slice(0, 12);
        const article = (await page.locator('.facts a[href^="/articles/"]').first().getAttribute('href'));
        // Our copy holds the publisher's words, so the publisher's directive must find them there.
        await page.goto(`${demo.base}${article}#${link.split('#')[1]}`);
        await page.waitForTimeout(150);
        const seen = await page.evaluate((words) => {
          const marks = [...document.querySelectorAll('.text .marked')].filter((mark) => mark.textContent.includes(words));
          return marks.some((mark) => mark.getBoundingClientRect().top >= -5 && mark.getBoundingClientRect().top < innerHeight);
        }, words);
        assert.ok(seen, `${path}: ${link}`);
        found += (await page.evaluate(() => scrollY)) > 0 ? 1 : 0;
      }
      assert.ok(found >= 3, `the page moved to the words ${found} times`);
    });
  });

  test('its address can be copied from a field, and is the address of the page', async () => {
    await on({ javaScriptEnabled: false }, async (page) => {
      await page.goto(demo.base + pages.quoted);
      assert.equal(await page.inputValue('#permalink'), page.url());
      assert.ok((await page.innerText('#citation')).endsWith(page.url()));
      assert.ok(await page.locator('#permalink').evaluate((field) => field.readOnly));
      const report = await page.locator('.links a[href^="mailto:"]').getAttribute('href');
      assert.ok(report.startsWith(`mailto:${CONTACT}?`) && decodeURIComponent(report).includes(page.url()), report);
    });
  });

  test('more of the article opens without a script', async () => {
    await on({ javaScriptEnabled: false }, async (page) => {
      await page.goto(demo.base + pages.chained);
      const context = page.locator('details.context').first();
      assert.ok(!(await context.locator('p').first().isVisible()));
      await context.locator('summary').click();
      assert.ok(await context.locator('p').first().isVisible());
    });
  });

  test('the keyboard walks from claim to claim of one article', async () => {
    await on({}, async (page) => {
      await page.goto(demo.base + articles[0]);
      await page.locator('.text .marked').first().click();
      const seen = new Set([page.url()]);
      for (let step = 0; step < 3; step += 1) {
        await page.locator('nav[aria-label="Other claims of this article"] a[rel=next]').focus();
        await page.keyboard.press('Enter');
        await page.waitForLoadState();
        await page.waitForURL((url) => !seen.has(url.href));
        seen.add(page.url());
      }
      assert.equal(seen.size, 4);
    });
  });
});

describe('an article', () => {
  test('every note beside the text leads to the words of its claim, in every article', async () => {
    await on({ viewport: { width: 1280, height: 900 } }, async (page) => {
      let notes = 0;
      for (const path of articles) {
        await page.goto(demo.base + path);
        const wrong = await page.evaluate(() =>
          [...document.querySelectorAll('.beside > li')].filter((note) => {
            const place = document.querySelectorAll(`[id="claim-${note.dataset.claim}"]`);
            const row = note.closest('.row');
            return place.length !== 1 || !row.contains(place[0]) || note.querySelector('a').hash !== `#${place[0].id}`;
          }).map((note) => note.textContent));
        assert.deepEqual(wrong, [], path);
        notes += await page.locator('.beside > li').count();
      }
      assert.ok(notes > 200, `${notes} notes`);
    });
  });

  test('notes stand beside their paragraph on wide screens and below it on narrow ones', async () => {
    for (const [width, isBeside] of [[1280, true], [390, false]]) {
      await on({ viewport: { width, height: 900 } }, async (page) => {
        await page.goto(demo.base + pages.article);
        const rows = await page.locator('.row:has(.beside)').evaluateAll((all) =>
          all.map((row) => [row.querySelector('p'), row.querySelector('.beside')].map((part) => part.getBoundingClientRect().toJSON())));
        assert.ok(rows.length > 2);
        for (const [text, notes] of rows) {
          if (isBeside) assert.ok(notes.left > text.right && Math.abs(notes.top - text.top) < 12, JSON.stringify([text, notes]));
          else assert.ok(notes.top >= text.bottom, JSON.stringify([text, notes]));
        }
      });
    }
  });

  test('who speaks how much adds up', async () => {
    await on({}, async (page) => {
      await page.goto(demo.base + pages.article);
      const shares = await page.locator('.speaking td.part').evaluateAll((cells) => cells.map((cell) => parseInt(cell.textContent, 10)));
      const sum = shares.reduce((all, share) => all + share, 0);
      assert.ok(Math.abs(sum - 100) <= shares.length / 2, `${shares}`);
    });
  });
});

describe('the pages', () => {
  for (const width of WIDTHS) {
    test(`none scrolls sideways at ${width} px, with everything unfolded`, async () => {
      await on({ viewport: { width, height: 800 } }, async (page) => {
        for (const [name, path] of Object.entries(pages)) {
          await page.goto(demo.base + path);
          await page.evaluate(() => document.querySelectorAll('details').forEach((part) => { part.open = true; }));
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(wide <= width, `${name} is ${wide} px wide`);
        }
      });
    });
  }

  test('no line moves while they load, whether the fonts come at once, late, or never', async () => {
    for (const fonts of ['at once', 'late', 'never']) {
      for (const path of [pages.quoted, pages.article]) {
        await on({ viewport: { width: 1280, height: 900 } }, async (page) => {
          await page.route('**/*.woff2', async (route) => {
            if (fonts === 'never') return route.abort();
            if (fonts === 'late') await new Promise((done) => { setTimeout(done, 700); });
            return route.continue();
          });
          await page.addInitScript(() => {
            window.moved = 0;
            new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.moved += entry.value; }))
              .observe({ type: 'layout-shift', buffered: true });
          });
          await page.goto(demo.base + path);
          await page.waitForTimeout(fonts === 'late' ? 1200 : 300);
          const moved = await page.evaluate(() => window.moved);
          assert.equal(moved, 0, `${path}, fonts ${fonts}`);
        });
      }
    }
  });

  test('the fonts that stand in make the same lines, or nearly', async () => {
    const height = async (page) => {
      await page.goto(demo.base + pages.article);
      await page.evaluate(() => document.fonts.ready);
      return page.locator('.text').evaluate((text) => text.getBoundingClientRect().height);
    };
    await on({ viewport: { width: 1280, height: 900 } }, async (page) => {
      await height(page); // the second visit has the fonts at its first paint
      const whole = await height(page);
      await page.route('**/*.woff2', (route) => route.abort());
      const other = await on({ viewport: { width: 1280, height: 900 } }, async (without) => {
        await without.route('**/*.woff2', (route) => route.abort());
        return height(without);
      });
      assert.ok(Math.abs(whole - other) / whole < 0.04, `${whole} px and ${other} px`);
    });
  });

  test('a claim weighs at most 30 KB compressed, without the fonts', async () => {
    await on({}, async (page) => {
      for (const path of claims()) {
        await page.goto(demo.base + path, { waitUntil: 'networkidle' });
        const parts = await page.evaluate(() =>
          [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
            .filter((entry) => !entry.name.endsWith('.woff2'))
            .map((entry) => [entry.name.split('/').pop(), entry.encodedBodySize]));
        const weight = parts.reduce((all, [, size]) => all + size, 0);
        assert.ok(parts.some(([name]) => name === 'style.css') && weight > 2000, JSON.stringify(parts));
        assert.ok(weight <= 30 * 1024, `${weight} bytes: ${JSON.stringify(parts)}`);
      }
    });
  });

  test('on paper: no controls, marks without colour, addresses beside the links', async () => {
    await on({ colorScheme: 'dark' }, async (page) => {
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      await page.goto(demo.base + pages.quoted);
      for (const gone of ['.bar nav', '.find', '.turns', '.permalink', '.context']) {
        assert.ok(!(await page.locator(gone).first().isVisible()), gone);
      }
      const look = await page.evaluate(() => {
        const style = (selector, part) => getComputedStyle(document.querySelector(selector), part);
        return {
          ink: style('body').color,
          underline: style('.labelled mark').textDecorationLine,
          label: style('.labelled mark', '::before').content,
          address: style('.links a[data-print]', '::after').content,
          steps: document.querySelector('.how dd').getBoundingClientRect().height,
        };
      });
      assert.equal(look.ink, 'rgb(0, 0, 0)');
      assert.match(look.underline, /underline/);
      assert.equal(look.label, '"what"');
      assert.match(look.address, /https:/);
      assert.ok(look.steps > 0, 'how it was read is unfolded');
      assert.ok((await page.innerText('#citation')).includes(pages.quoted), 'the permanent address is on the sheet');
    });
  });

  test('a missing page offers what may have been meant', async () => {
    await on({ javaScriptEnabled: false }, async (page) => {
      await page.goto(demo.base + pages.missing);
      assert.match(await page.title(), /^No such source/);
      await page.click('.meant a');
      assert.equal(await page.locator('h1').innerText(), 'Ilse Maran');
      await page.goto(demo.base + pages.wrong);
      await page.click('text=The same page without filters');
      assert.equal(new URL(page.url()).pathname + new URL(page.url()).search, '/claims');
    });
  });
});

/** The addresses of the first claims of a list. */
async function some(page, list) {
  await page.goto(demo.base + list);
  return page.locator('.claim .says a').evaluateAll((links) => links.slice(0, 4).map((link) => link.getAttribute('href')));
}
