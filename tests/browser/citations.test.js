// Citations and linked data as others' programs read them: Citation.js (BibTeX, RIS, CSL with citeproc) and a JSON-LD processor.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Cite, plugins } from '@citation-js/core';
import '@citation-js/plugin-bibtex';
import '@citation-js/plugin-csl';
import '@citation-js/plugin-ris';
import jsonld from 'jsonld';
import { serveLoaded } from './site.js';

// What each form has a meaning for, in every field.
const HARD = {
  url: 'https://river.example/a b?c={d}&e=[f]|g',
  title: '100% of {bridges} \\cost $5 #1 | [[a]] ~~~~ & "quoted" x_y^2',
  authors: ['Ida & Co_1', 'محمد علي', 'Jean and Paul {x'],
  publisher: 'River | Post = ]] {{x',
  published: '2025-03-05',
  language: 'en',
  text: 'General Ada Brandt said on Tuesday, “The bridge is ours.”\n\nBrandt warned that 5% of {it} was lost & gone.\n\n' +
    'According to a military intelligence source, the road was shut.\n\n“We left,” Mayor Ida Lund said. “Nobody was hurt.”',
};
// The terms of http://www.w3.org/ns/anno.jsonld that the documents use.
const OA = 'http://www.w3.org/ns/oa#', AS = 'http://www.w3.org/ns/activitystreams#', DC = 'http://purl.org/dc/elements/1.1/';
const oa = (...names) => Object.fromEntries(names.map((name) => [name, OA + name]));
const link = (id, type = '@id') => ({ '@id': id, '@type': type });
const ANNOTATION = {
  schema: 'http://schema.org/', id: '@id', type: '@type',
  ...oa('Annotation', 'TextualBody', 'TextQuoteSelector', 'TextPositionSelector', 'TimeState', 'describing'),
  ...oa('start', 'end', 'exact', 'prefix', 'suffix', 'sourceDate'),
  Software: `${AS}Application`, AnnotationCollection: `${AS}OrderedCollection`, AnnotationPage: `${AS}OrderedCollectionPage`,
  body: link(`${OA}hasBody`), target: link(`${OA}hasTarget`), source: link(`${OA}hasSource`), selector: link(`${OA}hasSelector`),
  state: link(`${OA}hasState`), cached: link(`${OA}cachedSource`), generator: link(`${AS}generator`),
  motivation: link(`${OA}motivatedBy`, '@vocab'), purpose: link(`${OA}hasPurpose`, '@vocab'),
  items: { ...link(`${AS}items`), '@container': '@list' }, partOf: link(`${AS}partOf`), first: link(`${AS}first`),
  format: `${DC}format`, language: `${DC}language`, created: 'http://purl.org/dc/terms/created',
  value: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#value', name: 'http://xmlns.com/foaf/0.1/name',
  label: 'http://www.w3.org/2000/01/rdf-schema#label', total: `${AS}totalItems`, startIndex: `${AS}startIndex`,
};

let site, claims;

before(async () => {
  site = await serveLoaded([['a.jsonl', `${JSON.stringify(HARD)}\n`]]);
  claims = (await text('/claims.jsonl')).trim().split('\n').map((line) => JSON.parse(line));
});
after(() => site?.stop());

async function text(path) {
  const answer = await fetch(site.base + path);
  assert.equal(answer.status, 200, path);
  return answer.text();
}

test('BibTeX, RIS and CSL-JSON tell the same of every claim', async () => {
  assert.ok(claims.length >= 4);
  const csl = JSON.parse(await text('/claims.csl.json'));
  plugins.config.get('@bibtex').parse.strict = true;
  const bib = new Cite(await text('/claims.bib'), { forceType: '@bibtex/text' }).data;
  const ris = new Cite(await text('/claims.ris')).data;
  assert.deepEqual([csl.length, bib.length, ris.length], claims.map(() => claims.length).slice(0, 3));
  csl.forEach((item, at) => {
    assert.equal(item.title, HARD.title);
    for (const other of [bib[at], ris[at]]) {
      assert.equal(other.title.replace(/<[^>]*>/g, ''), HARD.title);
      assert.equal(other['container-title'], HARD.publisher);
      assert.equal(other.note, item.note);
      // Of RIS, Citation.js reads the year alone.
      const parts = other === ris[at] ? 1 : 3;
      assert.deepEqual(other.issued['date-parts'][0], item.issued['date-parts'][0].slice(0, parts));
      assert.equal(other.URL, item.URL);
      // Of a newspaper's article in RIS, Citation.js takes the authors for reporters.
      assert.equal((other.author ?? other.reporter).length, 3);
    }
  });
});

test('a citation processor sets them in a style', async () => {
  const set = new Cite(JSON.parse(await text('/claims.csl.json'))).format('bibliography', { template: 'apa', lang: 'en-US' });
  assert.equal(set.match(/Ida & Co_1, محمد علي, & Jean and Paul \{x\. \(2025/g).length, claims.length, set);
});

test('linked data is read without a loss', async () => {
  const documentLoader = async (url) => {
    assert.equal(url, 'http://www.w3.org/ns/anno.jsonld');
    return { documentUrl: url, document: { '@context': ANNOTATION } };
  };
  const documents = claims.map((claim) => `/claims/${claim.id}.jsonld`).concat(`/articles/${claims[0].article.id}.jsonld`);
  for (const path of documents) {
    const document = JSON.parse(await text(path));
    // Safe mode refuses what would be dropped: a term without a meaning, an address that is none.
    const [node] = await jsonld.flatten(document, null, { documentLoader, safe: true });
    assert.ok(node, path);
    const all = await jsonld.flatten(document, null, { documentLoader, safe: true });
    const of = (type) => all.filter((one) => one['@type']?.includes(type));
    const stated = of('http://schema.org/Claim').length;
    assert.equal(of(`${OA}Annotation`).length, stated, path);
    assert.equal(stated, path.startsWith('/claims') ? 1 : claims.length, path);
    const direct = claims.filter((claim) => path.includes(claim.id) || path.startsWith('/articles'))
      .filter((claim) => claim.quotation === 'direct').length;
    assert.equal(of('http://schema.org/Quotation').length, direct, path);
    const places = of(`${OA}TextPositionSelector`).map((one) => [one[`${OA}start`][0]['@value'], one[`${OA}end`][0]['@value']]);
    const letters = [...HARD.text];
    const words = places.map(([start, end]) => letters.slice(start, end).join('')).sort();
    assert.deepEqual(words, of(`${OA}TextQuoteSelector`).map((one) => one[`${OA}exact`][0]['@value']).sort(), path);
  }
});
