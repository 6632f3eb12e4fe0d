// Every page family is valid HTML: with results, empty, and in error.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HtmlValidate } from 'html-validate';
import { serve } from './site.js';

const rules = new HtmlValidate({ root: true, extends: ['html-validate:standard', 'html-validate:a11y'] });
const pages = [
  '/', '/claims', '/claims?q=troops&stance=denies&from=2025-03-01', '/claims?q=zeppelin', '/claims?source=ministry', '/claims?stance=x',
  '/claims?q=brigde', '/claims?facet=source', '/claims?q=bridge&facet=month', '/sources', '/sources?sort=name', '/sources?name=maran',
  '/sources?letter=q', '/sources/ilse-maran', '/publishers', '/publishers/northern-wire', '/articles', '/digest', '/digest?loaded_from=2999-01-01&q=zeppelin', '/about', '/api', '/claims?add=', '/about/loads', '/about/loads?load=1', '/nothing',
  '/claims/0000000000000000', '/sources/nobody', '/sources/joran-pell/positions', '/sources/ilse-maran/positions?colour=red', '/disputes', '/claims?against=odile-varren',
];
let demo, empty;

before(async () => {
  [demo, empty] = await Promise.all([serve('demo', '--contact', 'desk@example.org'), serve('serve')]);
});
after(() => Promise.all([demo?.stop(), empty?.stop()]));

async function problems(address) {
  const html = await (await fetch(address)).text();
  const report = await rules.validateString(html, address);
  const messages = report.results.flatMap((result) => result.messages);
  return { html, found: messages.map(({ line, column, ruleId, message }) => `${address} ${line}:${column} ${ruleId}: ${message}`) };
}

test('the pages of the demo are valid', async () => {
  const list = await problems(`${demo.base}/claims?q=bridge`);
  const claim = list.html.match(/\/claims\/[0-9a-z]{16}/)[0];
  const article = list.html.match(/\/articles\/[0-9a-z]{16}/)[0];
  const dispute = (await problems(`${demo.base}/disputes`)).html.match(/\/disputes\/[0-9a-z]{16}/)[0];
  for (const page of [...pages, dispute, `${dispute}/embed`, '/disputes/0000000000000000/embed', claim, `${claim}/related`, `${claim}/embed`, '/claims/0000000000000000/embed', article]) assert.deepEqual((await problems(demo.base + page)).found, []);
});

test('the pages of an empty collection are valid', async () => {
  for (const page of pages) assert.deepEqual((await problems(empty.base + page)).found, []);
});
