// Hostile articles of every format, loaded by the program and opened in a browser: nothing in them runs, is fetched, becomes an element,
// turns the page round or breaks a form.
import assert from 'node:assert/strict';
import { createServer, request } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { Cite } from '@citation-js/core';
import '@citation-js/plugin-bibtex';
import '@citation-js/plugin-ris';
import { FEW, MANY, attacks, files, large } from './hostile.js';
import { inspect, measured, readMarkup, readXml, toldApart } from './hostile_page.js';
import { browser, loadTogether } from './site.js';

/** `ONRECORD_HOSTILE_CLAIMS=20000` loads more claims than there is time for every day. */
const CLAIMS = Number(process.env.ONRECORD_HOSTILE_CLAIMS ?? FEW + MANY);
/** No answer may take longer. One that did is asked again, since other tests run beside this one. */
const LONGEST = 2_000;
const WIDTHS = [1280, 390];
const MARKS = [
  'text', 'markdown', 'html', 'xhtml', 'json', 'jsonfeed', 'gqg', 'table-0', 'rss', 'atom', 'rdf', 'nitf', 'newsml', 'warc', 'wet', 'zip', 'zip-line', 'tar', 'tar-line', 'tgz', 'gz', 'name',
];
/** The endings of each family of pages, as README lists them. */
const FEEDS = ['.atom', '.rss', '.feed.json'], CITATIONS = ['.bib', '.ris', '.csl.json', '.txt', '.wiki'];
const ENDINGS = {
  claims: ['.json', ...FEEDS, '.jsonl', '.csv', ...CITATIONS, '.png'],
  claim: ['.json', '.jsonld', ...CITATIONS, '.png'],
  source: ['.json', ...FEEDS, '.jsonl', '.csv', ...CITATIONS],
  article: ['.json', '.jsonld', '.jsonl', '.csv', ...CITATIONS],
  articles: ['.json', ...FEEDS, '.jsonl', '.csv'], sources: ['.json', '.jsonl', '.csv'], page: ['.json'],
};
const TYPES = {
  '': 'text/html', '.json': 'application/json', '.jsonl': 'application/jsonl', '.csv': 'text/csv', '.atom': 'application/atom+xml', '.rss': 'application/rss+xml',
  '.feed.json': 'application/feed+json', '.png': 'image/png', '.jsonld': 'application/ld+json', '.bib': 'application/x-bibtex', '.ris': 'application/x-research-info-systems',
  '.csl.json': 'application/vnd.citationstyles.csl+json', '.txt': 'text/plain', '.wiki': 'text/x-wiki',
};

let site, chrome, beacon, load, known;
/** What the beacon was asked for. */
const asked = [];
/** What is wrong, by kind: each the address and what was seen there. */
const problems = {};
const wrong = (kind, address, what) => (problems[kind] ??= []).push(`${address.slice(0, 200)}: ${what}`);
const none = (kind) => assert.deepEqual((problems[kind] ?? []).slice(0, 20), [], `${problems[kind]?.length} of the kind ${kind}`);
const count = { opened: 0, forms: 0 };
let articles, claims, sources, publishers, disputes;

const lines = (text) => text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
const query = (name, value) => `${name}=${encodeURIComponent(value)}`;
const slugs = (list) => list.map(({ slug }) => slug);

before(async () => {
  beacon = createServer((asking, answer) => {
    asked.push(asking.url);
    answer.end();
  });
  await new Promise((done) => beacon.listen(0, '127.0.0.1', done));
  const address = `http://localhost:${beacon.address().port}`;
  known = attacks(address);
  load = loadTogether(files(address, CLAIMS));
  [site, chrome] = await Promise.all([load.serve('--cache', '0'), browser()]);
  const until = Date.now() + 180_000;
  const is = async (path, wanted) => {
    while (Date.now() < until && !wanted(await (await fetch(site.base + path)).text())) await new Promise((done) => { setTimeout(done, 200); });
  };
  await is('/readyz', (text) => text === 'ready\n');
  await is('/disputes.json', (text) => JSON.parse(text).total >= 1);
  const get = async (path) => lines(await (await fetch(site.base + path)).text());
  [articles, claims, sources, publishers] = await Promise.all(['/articles.jsonl', '/claims.jsonl?q=NOT+bridge', '/sources.jsonl', '/publishers.jsonl'].map(get));
  disputes = JSON.parse(await (await fetch(`${site.base}/disputes.json`)).text()).disputes;
});

after(async () => {
  console.log(`${count.opened} pages opened, ${count.forms} forms read`);
  await chrome?.close();
  beacon?.close();
  await site?.stop();
});

/** Claims of one article each, and besides the first claims of articles that have the attack in all of their fields. */
function someClaims(most) {
  const of = new Map();
  for (const claim of claims) of.set(claim.article.id, [...(of.get(claim.article.id) ?? []), claim]);
  return [...of.values()].flatMap((all) => all.slice(0, most));
}

const small = () => articles.filter(({ claims: found }) => found < FEW);

/** At most so many of a list, evenly. */
const some = (list, most) => list.filter((_, at) => Math.floor((at * most) / list.length) !== Math.floor(((at - 1) * most) / list.length) || list.length <= most);

/** The addresses that the tabs open, without an ending. */
function addresses() {
  const [one, two] = slugs(sources);
  const list = claims.slice(0, 30).map(({ id }) => `id=${id}`).join('&');
  const whole = small().filter(({ title }) => /mark-|title |dispute|many|deep/.test(title));
  return [
    '/', '/claims', '/sources', '/sources?sort=name', '/publishers', '/articles', '/disputes', '/disputes?kind=figures', '/digest', '/compare', '/about/loads', '/about/loads?load=1', '/api',
    `/compare?source=${one}&source=${two}`, '/claims?facet=source', '/claims?facet=publisher', '/claims?group=article', '/claims?sort=best&q=planted+OR+Marrowford', '/articles?title=planted', '/claims?against=ukraine',
    ...['source', 'publisher', 'stance'].flatMap((name) => [known.image, known.override].map((attack) => `/claims?${query(name, attack)}`)),
    ...some(Object.values(known), 6).map((attack) => `/claims?${query('q', attack.slice(0, 900))}`),
    ...[known.double, known.override].flatMap((attack) => [
      `/claims?${list}&${query('title', attack)}`, `/sources?${query('name', attack)}`, `/claims?${query('colour', attack)}&${query(attack, 'x')}`, `/compare?${query('source', attack)}&${query('publisher', attack)}`,
      `/${encodeURIComponent(attack)}`, `/claims/${encodeURIComponent(attack)}`, `/claims?facet=source&${query('facet_q', attack)}`,
    ]),
    ...some(whole, 24).map(({ id }) => `/articles/${id}`), ...some(small().filter(({ title }) => /^(date|address)/.test(title)), 5).map(({ id }) => `/articles/${id}`),
    ...some(someClaims(1), 14).flatMap(({ id }, at) => [`/claims/${id}`, ...(at % 4 ? [] : [`/claims/${id}/embed`, `/claims/${id}/related`])]),
    ...some(slugs(sources), 6).flatMap((slug, at) => [`/sources/${slug}`, ...(at % 4 ? [] : [`/sources/${slug}/positions`, `/reconcile/preview?id=${slug}`])]),
    ...some(slugs(publishers), 6).map((slug) => `/publishers/${slug}`), ...disputes.flatMap(({ id }) => [`/disputes/${id}`, `/disputes/${id}/embed`]),
  ];
}

/** Opens addresses in tabs of their own until none are left. */
async function open(rest) {
  const context = await chrome.newContext({ viewport: { width: WIDTHS[0], height: 800 } });
  await context.addInitScript(() => {
    window.violations = [];
    addEventListener('securitypolicyviolation', (event) => window.violations.push({ violatedDirective: event.violatedDirective, blockedURI: event.blockedURI, sample: event.sample }));
    Object.defineProperty(window, 'planted', { value: () => { window.plantedRan = (window.plantedRan ?? 0) + 1; }, writable: false });
  });
  let at = '';
  const page = await context.newPage();
  page.on('dialog', (dialog) => {
    wrong('ran', at, `a dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  context.on('page', () => wrong('ran', at, 'another window was opened'));
  page.on('request', (asking) => new URL(asking.url()).origin === site.base || wrong('request', at, asking.url()));
  page.on('console', (message) => /Content Security Policy|Refused/.test(message.text()) && wrong('policy', at, message.text()));
  page.on('pageerror', (error) => wrong('ran', at, String(error)));
  for (at = rest.shift(); at; at = rest.shift()) {
    count.opened += 1;
    const answer = await page.goto(site.base + at);
    if (answer.status() >= 500) wrong('status', at, answer.status());
    if (page.url() !== site.base + at && new URL(page.url()).origin !== site.base) wrong('request', at, page.url());
    for (const [kind, what] of await page.evaluate(inspect)) wrong(kind, at, what);
    for (const what of await page.evaluate(toldApart)) wrong('direction', at, what);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      const wide = await page.evaluate(measured);
      if (wide) wrong('layout', at, wide);
    }
    await page.setViewportSize({ width: WIDTHS[0], height: 800 });
  }
  await context.close();
}

test('every format was loaded, and what was not is told without what a terminal obeys', () => {
  const titles = articles.map(({ title, publisher }) => `${title} ${publisher?.name}`).join('\n');
  assert.deepEqual(MARKS.filter((mark) => !titles.includes(`mark-${mark} `)), []);
  for (const name of Object.keys(known)) assert.ok(titles.includes(`title ${name}`), name);
  assert.ok(claims.length > 200, `${claims.length} claims`);
  assert.ok(disputes.length > 0, 'no dispute');
  assert.ok(load.report.skipped.length > 5);
  for (const said of [load.run.stdout, load.run.stderr]) assert.doesNotMatch(said.replace(/\r\x1b\[K/g, ''), /[\0-\x08\x0b-\x1f\x7f\x80-\x9f]/);
});

test('the checks of a page see what they look for', async () => {
  const page = await chrome.newPage();
  await page.goto(`${site.base}/about`);
  const kinds = async (html) => {
    await page.evaluate((added) => { document.querySelector('main').innerHTML = added; }, html);
    return [...new Set((await page.evaluate(inspect)).map(([kind]) => kind))];
  };
  assert.deepEqual(await kinds('<p>It rained.</p>'), []);
  // Those of this site, so that the beacon is not asked, and without what leads away from the page.
  const here = attacks(site.base);
  for (const name of ['script', 'image', 'svg', 'frame', 'ends', 'style', 'form', 'clobber']) assert.ok((await kinds(here[name])).includes('element'), name);
  assert.ok((await kinds(`<b title="${known.double}">`)).includes('element'));
  assert.deepEqual(await kinds('<a href="javascript:planted()">a</a>'), ['address']);
  for (const [name, tag, wanted] of [['override', 'i', 1], ['both', 'i', 1], ['hebrew', 'i', 1], ['override', 'bdi', 0], ['leaving', 'bdi', 0], ['image', 'a', 0]]) {
    await kinds(`<p><${tag}>${known[name].replaceAll('<', '&lt;')}</${tag}> <i>12 said</i></p>`);
    assert.equal((await page.evaluate(toldApart)).length, wanted, `${name} in ${tag}`);
  }
  assert.ok((await page.evaluate(readXml, '<feed><title>a<b/></title></feed>')).wrong);
  assert.ok((await page.evaluate(readXml, '<feed><title>\u0001</title></feed>')).wrong);
  assert.ok(await page.evaluate(readMarkup, { html: '<p><img src=x>', allowed: ['p'] }));
  assert.throws(() => READ['.csv']('a\r\n=1+1\r\n'));
  assert.throws(() => rows('a\r\n"b\r\n'));
  await page.close();
});

test('no article fills the log', () => {
  assert.doesNotMatch(load.run.stderr, /WARN html5ever/);
});

describe('in a browser', () => {
  before(async () => {
    const rest = addresses();
    await Promise.all([open(rest), open(rest)]);
  });

  test('nothing in an article runs', () => none('ran'));
  test('nothing leaves this host', () => {
    none('request');
    assert.deepEqual(asked, []);
  });
  test('nothing breaks the policy, as markup with an effect would', () => none('policy'));
  test('no element and no attribute comes from an article', () => none('element'));
  test('no link leads to anything but the web', () => none('address'));
  test('no page fails', () => none('status'));
  test('no page is wider than the window', () => none('layout'));
  test('words that run from right to left turn nothing around them', () => none('direction'));
});

/** Asks for an address and gives its answer with how long it took, the shortest of three where it took too long. */
async function ask(path) {
  let shortest = Infinity, answer, bytes;
  for (let tries = 0; tries < 3 && shortest > LONGEST; tries += 1) {
    const started = performance.now();
    answer = await fetch(site.base + path);
    bytes = Buffer.from(await answer.arrayBuffer());
    shortest = Math.min(shortest, performance.now() - started);
  }
  count.forms += 1;
  if (shortest > LONGEST) wrong('time', path, `${Math.round(shortest)} ms for ${bytes.length} bytes`);
  if (answer.status >= 500) wrong('answer', path, answer.status);
  for (const name of ['planted', 'set-cookie']) if (answer.headers.has(name)) wrong('header', path, `${name}: ${answer.headers.get(name)}`);
  if (answer.headers.get('x-content-type-options') !== 'nosniff') wrong('header', path, 'no nosniff');
  if (!answer.headers.get('content-security-policy')?.startsWith("default-src 'none'")) wrong('header', path, 'no policy');
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', headers: answer.headers, bytes, text: bytes.toString('utf8') };
}

/** The rows of a table (RFC 4180, with no liberty taken); throws where it is none. */
function rows(text) {
  const found = [[]];
  const part = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/y;
  while (part.lastIndex < text.length) {
    const [, value, end] = part.exec(text) ?? assert.fail(`no cell at ${text.slice(part.lastIndex ?? 0, 80)}`);
    found.at(-1).push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end === '\r\n') found.push([]);
  }
  if (found.at(-1).length === 0) found.pop();
  return found;
}

/** What is wrong with a form that is no XML; nothing where it is as its format says. */
const READ = {
  '.json': (text) => void JSON.parse(text), '.jsonld': (text) => void JSON.parse(text), '.csl.json': (text) => void JSON.parse(text), '.jsonl': (text) => void lines(text),
  '.feed.json': (text) => {
    const { items } = JSON.parse(text);
    htmls.push(...items.map(({ content_html: html }) => html));
  },
  '.csv': (text) => {
    const [head, ...all] = rows(text);
    for (const row of all) {
      assert.equal(row.length, head.length);
      for (const value of row) assert.ok(!/^[=+\-@\t\r\n＝＋－＠]/.test(value) || /^-?\d+(\.\d+)?$/.test(value), `a cell ${JSON.stringify(value.slice(0, 60))}`);
    }
  },
  '.png': (_, bytes) => assert.deepEqual([bytes.toString('latin1', 1, 4), bytes.readUInt32BE(16), bytes.readUInt32BE(20)], ['PNG', 1200, 630]),
  '.bib': (text) => {
    const entries = text.match(/^@\w+\{onrecord-[0-9a-z]{16},$/gm)?.length ?? 0;
    assert.equal(text.match(/^@/gm)?.length ?? 0, entries);
    if (entries) assert.equal(new Cite(text, { forceType: '@bibtex/text' }).data.length, entries);
  },
  '.ris': (text) => {
    for (const line of text.split(/\r?\n/)) assert.match(line, /^$|^[A-Z][A-Z0-9] {2}- [^\r\n\u2028\u2029\u0085]*$/);
    const of = (tag) => text.match(new RegExp(`^${tag}  - `, 'gm'))?.length ?? 0;
    assert.deepEqual([of('ER'), of('ID'), of('UR')], [of('TY'), of('TY'), of('TY')]);
  },
  '.txt': (text) => assert.doesNotMatch(text.replace(/<https?:[^>]*>/g, ''), /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e]/),
  '.wiki': (text) => {
    for (const line of text.split('\n').filter(Boolean)) {
      assert.match(line, /^(\* |# )?\{\{cite news [^{}]*\}\} [^{}[\]<>]*\[http\S+ Onrecord\]\.$/);
      assert.doesNotMatch(line.replace(/https?:\/\/[^\s|]*/g, ''), /~~|''|__|<|>/);
    }
  },
};
const xmls = [], htmls = [];

/** Reads one form of a page. */
async function readForm(path, ending) {
  const [name, search = ''] = path.split('?');
  const address = `${name}${ending}${search && `?${search}`}`;
  const { status, type, bytes, text, headers } = await ask(address);
  if (status === 400 || status === 303) return;
  if (status !== 200) return wrong('answer', address, status);
  if (type.split(';')[0] !== TYPES[ending]) wrong('header', address, type);
  if (/[^\x20-\x7e]/.test(headers.get('content-disposition') ?? '')) wrong('header', address, headers.get('content-disposition'));
  if (text.includes('9801547')) wrong('answer', address, 'a template was worked out');
  try {
    if (['.atom', '.rss'].includes(ending)) xmls.push([address, text]);
    else READ[ending](text, bytes);
  } catch (error) {
    wrong('form', address, error.message.slice(0, 300));
  }
}

/** Each page that is read in other forms, with its family. */
function formed() {
  const hostile = ['script', 'ends', 'cdata', 'control', 'override', 'formula', 'lines'].map((name) => query('q', known[name].slice(0, 900)));
  const marked = new RegExp(`mark-|dispute|title (${Object.keys(known).join('|')})$`);
  return [
    ['claims', '/claims?q=planted'], ['claims', '/claims?q=Marrowford'], ...hostile.map((search) => ['claims', `/claims?${search}`]), ...some(slugs(publishers), 8).map((slug) => ['claims', `/claims?publisher=${slug}`]),
    ...['/', '/about', '/about/loads', '/about/loads?load=1', '/digest', '/compare'].map((path) => ['page', path === '/' ? '/index' : path]),
    ['articles', '/articles'], ['articles', '/articles?title=planted'], ['articles', '/disputes'], ['sources', '/sources'], ['sources', '/publishers'],
    ...some(small().filter(({ title }) => marked.test(title)), 40).map(({ id }) => ['article', `/articles/${id}`]), ...some(small().filter(({ title }) => !marked.test(title)), 10).map(({ id }) => ['article', `/articles/${id}`]),
    ...some(someClaims(2), 50).map(({ id }) => ['claim', `/claims/${id}`]), ...some(someClaims(1), 8).map(({ id }) => ['page', `/claims/${id}/related`]),
    ...some(slugs(sources).filter((slug) => !/^(reth|lund)/.test(slug)), 15).map((slug) => ['source', `/sources/${slug}`]), ...some(slugs(publishers), 20).map((slug) => ['source', `/publishers/${slug}`]), ...disputes.map(({ id }) => ['source', `/disputes/${id}`]),
  ];
}

// Each page is read in every third form, the next one in the next ones: all of them would take minutes.
describe('in other forms', () => {
  before(async () => {
    const rest = formed().flatMap(([family, path], at) => ENDINGS[family].filter((ending, place) => (ending === '.png' ? at % 12 === 0 : (at + place) % 3 === 0 || path.endsWith('=planted'))).map((ending) => [path, ending]));
    const others = ['/sitemap.xml', '/opensearch.xml', ...some(someClaims(1), 20).map(({ permalink }) => `/oembed?format=xml&${query('url', permalink)}`)];
    const take = async () => {
      for (let next = rest.shift(); next; next = rest.shift()) await readForm(...next);
      for (let next = others.shift(); next; next = others.shift()) {
        const { status, type, text } = await ask(next);
        if (status !== 200 || !/xml/.test(type)) wrong('answer', next, `${status} ${type}`);
        xmls.push([next, text]);
        others.push(...(next === '/sitemap.xml' ? text.match(/(?<=<loc>)[^<]+/g)?.map((found) => new URL(found).pathname) ?? [] : []));
      }
    };
    await Promise.all([take(), take()]);
    for (const { permalink } of some(someClaims(1), 20)) {
      const { text } = await ask(`/oembed?${query('url', permalink)}`);
      htmls.push(JSON.parse(text).html);
    }
    const page = await chrome.newPage();
    for (const [address, text] of xmls) {
      const { wrong: error, html } = await page.evaluate(readXml, text);
      if (error) wrong('form', address, error);
      htmls.push(...html);
    }
    const allowed = ['p', 'a', 'blockquote', 'iframe'];
    for (const html of new Set(htmls)) {
      const error = await page.evaluate(readMarkup, { html, allowed });
      if (error) wrong('markup', html.slice(0, 100), error);
    }
    await page.close();
  });

  test('every form is what its format says', () => none('form'));
  test('feeds and frames hold no element of an article', () => {
    assert.ok(htmls.length > 100, `${htmls.length}`);
    none('markup');
  });
  test('every form has its type, and no header comes from outside', () => none('header'));
  test('no answer fails', () => none('answer'));
  test(`every answer is there within ${LONGEST} ms`, () => none('time'));
});

test('nothing in an address becomes a header or leads elsewhere', async () => {
  const end = '%0d%0aPlanted:%201%0d%0a%0d%0a%3Cscript%3E', bytes = '%00%ff%E2%80%AE';
  const paths = ['/claims?source=', '/claims?publisher=', '/claims.csv?q=', '/claims.jsonl?publisher=', '/sources?name=', '/c/', '/claims/', '/sources/', '/publishers/', '/articles/', '/disputes/', '/oembed?url=', '/compare?source=', '/suggest?q=', '/opensearch/suggest?q=', '/reconcile?queries=', '/reconcile/preview?id=', '/reconcile/suggest/entity?prefix=', '/sitemap/', '/static/x/', '/'];
  for (const path of paths) {
    for (const rest of [end, `x${end}.csv`, bytes, `//evil.example/${end}`, '%2f%2fevil.example', '\\\\evil.example', '..%2f..%2fetc%2fpasswd', 'x'.repeat(20_000)]) {
      const answer = await new Promise((done, failed) => {
        const { hostname, port } = new URL(site.base);
        request({ hostname, port, path: path + rest }, (got) => got.resume().on('end', () => done(got))).on('error', failed).end();
      });
      const at = `${path}${rest.slice(0, 60)}`;
      assert.ok(answer.statusCode < 500 || answer.statusCode === 503, `${answer.statusCode} ${at}`);
      assert.equal(answer.headers.planted, undefined, at);
      // What is too long to be read is answered before anything else.
      if (![414, 431].includes(answer.statusCode)) assert.equal(answer.headers['x-content-type-options'], 'nosniff', at);
      if (answer.headers.location) assert.equal(new URL(answer.headers.location, site.base).origin, site.base, `${at} leads to ${answer.headers.location}`);
    }
  }
});

test('suggestions and the list of a reader show words, not markup', async () => {
  const page = await chrome.newPage();
  await page.addInitScript(() => { window.planted = () => { window.plantedRan = 1; }; });
  await page.goto(`${site.base}/claims`);
  for (const typed of ['img', 'script', 'x" data', 'ministry', 'planted', 'http']) {
    const asked = page.waitForResponse(/\/suggest\?/);
    await page.fill('#find', '');
    await page.locator('#find').pressSequentially(typed);
    await asked;
    await page.waitForTimeout(150);
    for (const [kind, what] of await page.evaluate(inspect)) if (!/suggested/.test(what)) assert.fail(`${kind} ${what}`);
  }
  assert.ok((await page.locator('.suggested [role=option]').count()) > 0);
  await page.close();
});

test('an address in a citation turns nothing behind it', async () => {
  const { id } = articles.find(({ url }) => url?.includes('\u202e'));
  for (const ending of CITATIONS) {
    const text = await (await fetch(`${site.base}/articles/${id}${ending}`)).text();
    assert.doesNotMatch(text, /[\u202a-\u202e\u2066\u2067]/, ending);
  }
});

test('four times the claims take an article nowhere near sixteen times as long', async () => {
  const took = async (claimed) => {
    const { id } = articles.find(({ claims: found }) => found === claimed);
    const times = [];
    for (let tries = 0; tries < 4; tries += 1) {
      const started = performance.now();
      await (await fetch(`${site.base}/articles/${id}`)).arrayBuffer();
      times.push(performance.now() - started);
    }
    return Math.min(...times);
  };
  const [few, many] = [await took(FEW), await took(MANY)];
  assert.ok(many < 10 * few, `${Math.round(many)} ms for ${MANY} claims, ${Math.round(few)} ms for ${FEW}`);
});

test('a field of a megabyte makes no page of megabytes', async () => {
  const long = loadTogether(Object.entries(large()).map(([name, article]) => [`${name}.json`, JSON.stringify({ ...article, published: '2025-03-03' })]));
  const other = await long.serve('--cache', '0');
  try {
    const all = await (await fetch(`${other.base}/articles.jsonl`)).text();
    const wide = [];
    for (const path of ['/', '/claims', '/articles', '/publishers', '/sources', '/articles.atom', ...lines(all).map(({ id }) => `/articles/${id}`)]) {
      const bytes = (await (await fetch(other.base + path)).arrayBuffer()).byteLength;
      if (bytes > 1_500_000) wide.push(`${path}: ${bytes} bytes`);
    }
    assert.deepEqual(wide, []);
  } finally {
    await other.stop();
  }
});
