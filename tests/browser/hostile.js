// Hostile articles in every format that the program loads, made when they are needed.
import { gzipSync } from 'node:zlib';
import { spawnSync } from 'node:child_process';

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
/** XML has no way to write these at all. */
const inXml = (text) => escaped(text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, ''));

/**
 * What is tried in every field, by name. What would be markup is called by the element `planted-x` or bears `data-planted`, runs
 * `planted()`, or asks `beacon` for something.
 */
export function attacks(beacon) {
  return {
    script: `<script data-planted src="${beacon}/script.js">planted()</script><SCRIPT data-planted>planted()</SCRIPT>`,
    image: `<img data-planted src=x onerror=planted() alt=a><img data-planted src="${beacon}/image.png">`,
    svg: `<svg data-planted onload=planted()><script>planted()</script><a xlink:href="javascript:planted()">a</a></svg>`,
    frame: `<iframe data-planted src="${beacon}/frame"></iframe><object data-planted data="${beacon}/object"></object><embed data-planted src="${beacon}/e">`,
    double: `x" data-planted onmouseover="planted()" autofocus onfocus="planted()" y="`,
    single: `x' data-planted onmouseover='planted()' autofocus onfocus='planted()' y='`,
    ends: `--></title></textarea></style></script></pre></blockquote></a></main><planted-x data-planted onclick=planted()>x</planted-x>`,
    style: `<style data-planted>@import "${beacon}/import.css";*{background:url(${beacon}/css)}</style><b data-planted style="width:expression(planted())">b</b>`,
    head: `<base data-planted href="${beacon}/"><meta data-planted http-equiv=refresh content="0;url=${beacon}/refresh"><link data-planted rel=stylesheet href="${beacon}/link.css">`,
    form: `<form data-planted id=my-list action="${beacon}/form"><input name=q autofocus onfocus=planted()><button>Go</button></form>`,
    clobber: `<a data-planted id=main name=body href="//evil.example/">a</a><div data-planted id=claim-0 class=marked data-copy=body>d</div>`,
    mutation: `<noscript><p title="</noscript><img data-planted src=x onerror=planted()>"><math><mtext><table><mglyph><style><!--</style><img data-planted src onerror=planted()>`,
    javascript: 'javascript:planted()//https://a.example/ [x](javascript:planted()) <javascript:planted()>',
    data: 'data:text/html,<script>planted()</script> [x](data:text/html;base64,PHNjcmlwdD5wbGFudGVkKCk8L3NjcmlwdD4=)',
    template: '{{1337*7331}} ${1337*7331} {% raw %} #{1337*7331} <%= 1337*7331 %> {{ layout.title }} %s %n $1 \\1 $& {0}',
    entities: '&lt;script&gt;planted()&lt;/script&gt; &amp;lt;b&amp;gt; &#60;img src=x onerror=planted()&#62; &#x3c;b&#x3e; &nbsp &unknown;',
    cdata: ']]> <![CDATA[ <b data-planted>x</b> ]]]]><![CDATA[> <!-- --> <?xml version="1.0"?> <!DOCTYPE a [<!ENTITY b "c">]> &b;',
    latex: '\\input{/etc/passwd} $x$ %c }{ } \\write18{id} @article{x, title={y}} # ~ ^ _',
    wiki: "}} {{delete}} [[File:x]] |url=javascript:planted() </ref><script>planted()</script> ''x'' ~~~~ ----",
    formula: "=cmd|' /C calc'!A0",
    plus: '+1+cmd|calc', minus: '-2+3+cmd|calc', at: '@SUM(1+1)*cmd|calc', tab: '\t=1+1', wide: '＝1+1', quoted: '"=1+1","=2+2"',
    lines: 'x\r\nPlanted: 1\r\n\r\n<b data-planted>y</b>\nER  - \nTY  - NEWS\n--\nFrom a@b.example',
    percent: '%0d%0aPlanted:%201%0d%0a%0d%0a<b data-planted>x</b> %00 %2e%2e%2f ..%2f../../etc/passwd',
    control: 'a\x01b\x07c\x08d\x1b[31me\x1b]0;x\x07f\x7fg\x85h\u2028i\u2029j\ufffek\uffffl',
    nul: 'a\0b\0\0c',
    override: 'a \u202egnp.exe', embedding: 'a \u202bxyz', isolate: 'a \u2067xyz', leaving: 'a \u2069\u202c\u2069 xyz', both: 'a \u2067\u202e\u2066\u202e xyz',
    hebrew: 'שלום (12) עולם', arabic: 'محمد علي 120',
    invisible: 'A\u200bd\u200ca\u200d \u2060B\ufeffr\u00ada\u180en\u034fd\u{e0041}t\u{e0020}', marks: `Z${'\u0301\u0489'.repeat(40)}a`,
    alike: 'Vоlоdуmуr Аdа Вrаndt ⅠⅠⅠ ℂ 𝐀𝐝𝐚 ｆｕｌｌ',
    word: 'W'.repeat(400), arabicWord: 'ﷺ'.repeat(40), emoji: '👨‍👩‍👧‍👦'.repeat(40),
  };
}

/** An English text in which one attack stands in quotations, reported words, names, roles and places. */
function text(attack, name = attack.replace(/\s+/g, ' ')) {
  return [
    `“${attack} was all that we saw of it,” Mayor Ida Lund said on Monday, 3 March 2025.`,
    `General Ada ${name} Brandt said that the bridge at ${name} would be closed for 14 days.`,
    `“We will not leave,” said ${name} spokesman Tomas Renn. “${attack}”`,
    `The ministry of ${name} denied shelling the market square of Marrowford.`,
    `According to ${name}, 12,000 people were on the road on 31 December 9999, ${attack}.`,
  ].join('\n\n');
}

/** An article with one attack in all of its fields, as a line of JSON. */
function fields(name, attack, extra = {}) {
  return {
    url: `https://evil.example/${name}/${attack.slice(0, 2000)}`, title: `${attack} title ${name}`, publisher: `${attack} post ${name}`,
    authors: [attack, `Ada ${attack}`], published: '2025-03-03', language: 'en', license: attack, attribution: attack, credit: attack,
    corrections: [attack], text: text(attack), ...extra,
  };
}

const DATES = [
  '9999-12-31', '9999-12-31T23:59:59+14:00', '0001-01-01', '0000-00-00', '-9999-01-01', '99999-01-01', '2025-02-30', '2025-13-45', '1e9', 'Infinity',
  '-1', '253402300799', '253402300800', '9223372036854775807', 'tomorrow', '"><b data-planted>', '', '\0', 'Mon, 31 Dec 9999 23:59:60 GMT', '32/13/0000',
];

const ADDRESSES = (beacon) => [
  'javascript:planted()', 'JaVaScRiPt:planted()//', '\tjavascript:planted()', 'data:text/html,<script>planted()</script>', 'vbscript:x', 'file:///etc/passwd',
  '//evil.example/x', 'https://evil.example/%0d%0aPlanted:%201', 'https://evil.example/\r\nPlanted: 1', 'https://evil.example/"onmouseover="planted()',
  "https://evil.example/'><b data-planted>", 'https://user:pass@evil.example/', 'https://evil.example\\@good.example/', 'https://\u202emoc.elpmaxe/',
  'https://xn--80ak6aa92e.example/', 'http://[::1]/', 'http://127.0.0.1:1/', `https://evil.example/${'a/'.repeat(50_000)}`, `https://evil.example/?${'q=1&'.repeat(20_000)}`,
  `${beacon}/address`, 'https://evil.example/#:~:text=x', 'https://evil.example:99999/', 'https://evil.example/}},url={https://worse.example', 'https://evil.example/]]><b data-planted>',
];

const cell = (value) => `"${value.replaceAll('"', '""')}"`;

/** An element of XML that holds a text as character data. */
const element = (name, value, attributes = '') => `<${name}${attributes}>${inXml(value)}</${name}>`;
const cdata = (name, value) => `<${name}><![CDATA[${value.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '').replaceAll(']]>', ']]]]><![CDATA[>')}]]></${name}>`;
const paragraphs = (body) => body.split('\n\n').map((part) => `<p>${inXml(part)}</p>`).join('\n');

function html(mark, all, raw) {
  const data = JSON.stringify({ '@type': 'NewsArticle', headline: `${mark} ${all}`, author: { name: all }, publisher: { name: `${mark} ${all}` } });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(`${mark} ${all}`)}</title>
<meta property="og:site_name" content="${escaped(`${mark} ${all}`)}"><meta name="author" content="${escaped(all)}">
<meta property="article:published_time" content="2025-03-03T10:00:00Z"><link rel="canonical" href="https://evil.example/${mark}">
<script type="application/ld+json">${data.replaceAll('<', '\\u003c')}</script></head><body onload="planted()">
<article onclick="planted()"><h1>${escaped(`${mark} ${all}`)}</h1>${raw}
${paragraphs(text(all))}
${text(raw).split('\n\n').map((part) => `<p>${part}</p>`).join('\n')}</article></body></html>`;
}

const rss = (mark, all) => `<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
${element('title', `${mark} ${all}`)}<item>${cdata('title', `${mark} ${all}`)}<link>https://evil.example/${mark}</link>${element('guid', all)}
${element('dc:creator', all)}<pubDate>Mon, 03 Mar 2025 15:20:00 GMT</pubDate>${cdata('content:encoded', paragraphs(text(all)) + all)}</item></channel></rss>`;

const rdf = (mark, all) => `<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://evil.example/">${element('title', `${mark} ${all}`)}</channel><item rdf:about="https://evil.example/${mark}">${element('title', `${mark} ${all}`)}
<link>https://evil.example/${mark}</link><dc:date>2025-03-03</dc:date>${element('description', paragraphs(text(all)))}</item></rdf:RDF>`;

const atom = (mark, all) => `<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY planted "planted()"><!ENTITY file SYSTEM "file:///etc/passwd">]>
<feed xmlns="http://www.w3.org/2005/Atom">${element('title', `${mark} ${all}`)}<entry><id>https://evil.example/${mark}</id>
${element('title', `${mark} ${all}`, ' type="html"')}<link rel="alternate" href="javascript:planted()"/><link rel="alternate" href="https://evil.example/${mark}"/>
<updated>2025-03-03T15:20:00Z</updated><author>${element('name', all)}</author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml" onclick="planted()"><script>planted()</script>${paragraphs(text(all))}<p>&planted;&file;</p></div></content></entry></feed>`;

const nitf = (mark, all) => `<nitf xml:lang="en"><head>${element('title', all)}<docdata><doc-id id-string="https://evil.example/${mark}"/><date.issue norm="20250303T101500Z"/>
<correction info="${inXml(all)}"/><doc.copyright year="2025" holder="${inXml(all)}"/></docdata><pubdata name="${inXml(`${mark} ${all}`)}"/></head><body><body.head>
<hedline>${element('hl1', `${mark} ${all}`)}</hedline><byline>By ${element('person', all)}</byline>${element('distributor', all)}</body.head>
<body.content><block><script>planted()</script>${paragraphs(text(all))}</block></body.content><body.end>${element('tagline', all)}</body.end></body></nitf>`;

const newsml = (mark, all) => `<?xml version="1.0"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet><newsItem guid="https://evil.example/${mark}" xml:lang="en">
<rightsInfo>${element('copyrightNotice', all)}${element('usageTerms', all)}</rightsInfo><itemMeta><versionCreated>2025-03-03T10:00:00Z</versionCreated>
<provider>${element('name', `${mark} ${all}`)}</provider></itemMeta><contentMeta>${element('creditline', all)}${element('by', all)}${element('headline', `${mark} ${all}`)}</contentMeta>
<contentSet><inlineData contenttype="text/html">${inXml(paragraphs(text(all)) + all)}</inlineData></contentSet></newsItem></itemSet></newsMessage>`;

function warc(records) {
  return Buffer.concat(records.map(([kind, address, block]) => Buffer.from(
    `WARC/1.0\r\nWARC-Type: ${kind}\r\nWARC-Target-URI: ${address}\r\nWARC-Date: 2025-03-03T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:${block.length}>\r\n` +
    `Content-Type: ${kind === 'response' ? 'application/http; msgtype=response' : 'text/plain'}\r\nContent-Length: ${Buffer.byteLength(block)}\r\n\r\n${block}\r\n\r\n`)));
}

/** The checksum that zip archives hold (Node.js 20 has none of its own). */
function crc32(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

/** A zip archive of stored members, each a name and its bytes. */
function zip(members) {
  const bodies = [], directory = [];
  let at = 0;
  for (const [name, body] of members) {
    const path = Buffer.from(name), bytes = Buffer.from(body);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x800, 2); // names are UTF-8
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(bytes.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(path.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), common, rest, path);
    bodies.push(Buffer.from('PK\x03\x04', 'latin1'), common, path, bytes);
    at += 30 + path.length + bytes.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, listed, end]);
}

/** A tar archive. */
function tar(members) {
  const blocks = members.flatMap(([name, body]) => {
    const head = Buffer.alloc(512), bytes = Buffer.from(body);
    head.write(name);
    for (const [at, value] of [[100, '0000644'], [124, bytes.length.toString(8).padStart(11, '0')], [136, '00000000000'], [148, '        0'], [257, 'ustar']]) head.write(value, at);
    head.write('00', 263);
    const sum = head.reduce((all, byte) => all + byte, 0);
    head.write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148);
    return [head, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** Bytes as another program compresses them; nothing where it is not installed. */
function packed(command, bytes) {
  const { stdout, status } = spawnSync(command, ['-c'], { input: bytes });
  return status === 0 ? [stdout] : [];
}

const lines = (objects) => objects.map((object) => JSON.stringify(object)).join('\n');

const SAID = 'Mayor Ida Lund said that the ferry would not run on Monday.';

/** Fields of a megabyte, each in an article of its own. */
export function large() {
  const word = 'A'.repeat(1_000_000);
  return { title: { title: `large ${word}`, text: `${SAID} It rained.` }, publisher: { title: 'large', publisher: word, authors: [word], text: `${SAID} It snowed.` } };
}

/** What there is too much of. */
const plenty = () => lines([
  { title: 'many-marks', text: `${SAID} ${'"'.repeat(10_000)}\n\n“${'“'.repeat(5_000)} it rained ${'”'.repeat(5_000)} she said.\n\n${'« " ” ‘ '.repeat(2_500)}\n\n${SAID}` },
  { title: 'large-speaker', text: `${SAID}\n\nGeneral ${'A'.repeat(20_000)} said that it rained.\n\nGeneral ${'Ada '.repeat(2_000)} Brandt said that it rained on Tuesday.` },
  { title: 'many-authors', authors: Array.from({ length: 5_000 }, (_, at) => `Ada Brandt ${at}`), text: `${SAID} It rained.` },
  { title: 'many-corrections', corrections: Array.from({ length: 2_000 }, (_, at) => `Wrong ${at}`), text: `${SAID} It snowed.` },
  { title: 'deep-marks', text: `${SAID} ${'(['.repeat(2_000)} it rained` },
]);

/** A transcript of so many answers, each of which is a claim. */
function transcript(count, from) {
  const turn = (at) => `${at % 2 ? 'MR. RETH' : 'MS. LUND'}: Bridge ${from + at} was shut by us today.`;
  return `Questions and answers, ${count} of them\n\n${Array.from({ length: count }, (_, at) => turn(at)).join('\n\n')}\n`;
}

/** Articles of very many claims, of which the first two are the smallest and the largest. Their names stand last, so that they are compared last. */
function many(claims) {
  const counts = [FEW, MANY];
  while (counts.reduce((sum, count) => sum + count) + 2_500 <= claims) counts.push(2_500);
  return counts.map((count, at) => [`z-answers-${at}.txt`, transcript(count, at * 12_000)]);
}

/** How many claims the smallest and the largest transcript holds. */
export const FEW = 1_250, MANY = 5_000;

/**
 * Every file, a name and its bytes. `mark-x` in a title or a publisher tells which format an article came in. Transcripts hold so many
 * claims together.
 */
export function files(beacon, claims) {
  const known = attacks(beacon);
  const raw = [known.script, known.image, known.svg, known.frame, known.style, known.form, known.clobber, known.mutation, '<p onclick=planted()>It rained.</p>'].join('\n');
  const all = [known.image, known.script, known.double, known.single, known.entities, known.template, known.ends, known.override].join(' ');
  const page = (mark) => html(mark, all, raw);
  const line = (mark, extra) => JSON.stringify(fields(mark, `${mark} ${all}`, extra));
  const http = (body) => `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nLink: <javascript:planted()>\r\nPlanted: ${known.image}\r\n\r\n${body}`;
  const members = (mark) => [
    [`${mark}/<img data-planted src=x onerror=planted()>.html`, page(mark)], [`${mark}/a\x1b[31m\u202etxt.jsonl`, `${line(`${mark}-line`)}\n`], [`${mark}/../../up.txt`, 'It rained.'],
    [`${mark}/"onmouseover="planted().exe`, 'MZ'], ['=cmd\x1b]0;planted\x07|calc.json', '{'],
  ];
  const table = (between) => ['title', 'text', 'author', 'publisher', 'date', 'url'].join(between) + '\r\n' +
    [all, known.formula, known.plus, known.at].map((attack, at) => [
      `${attack} mark-table-${at}`, text(attack), attack, `${attack} table`, '2025-03-03', `https://evil.example/table/${between === '\t' ? 't' : 'c'}${at}`,
    ].map(cell).join(between)).join('\r\n');
  const gqg = { date: '2025-03-03T15:20:00Z', url: 'https://evil.example/gqg', title: `mark-gqg ${all}`, lang: 'ENGLISH', quotes: [{ pre: `General ${known.image} Brandt said`, quote: `${all} fell and fell`, post: `on ${known.script}` }] };
  const jsonFeed = { version: 'https://jsonfeed.org/version/1.1', title: `mark-jsonfeed ${all}`, items: [{ id: 'https://evil.example/jsonfeed', title: `mark-jsonfeed ${all}`, content_html: paragraphs(text(all)) + raw, date_published: '2025-03-03' }] };
  const front = `---\ntitle: ${JSON.stringify(`mark-markdown ${all}`)}\nauthor: ${JSON.stringify(all)}\npublisher: ${JSON.stringify(`mark-markdown ${all}`)}\ndate: 2025-03-03\nurl: "https://evil.example/md"\n---\n`;
  return [
    ['plain.txt', `mark-text <img data-planted src=x onerror=planted()>\n3 March 2025\n\n${text(all)}\n\n${text(known.lines)}`],
    ['markdown.md', `${front}# mark-markdown ${all}\n\n${raw}\n\n${text(all)}\n\n[x](javascript:planted()) ![x](${beacon}/markdown.png) <javascript:planted()>\n\n${text(escaped(all))}`],
    ['page.html', page('mark-html')], ['page.xhtml', page('mark-xhtml').replace('<!doctype html>', '<?xml version="1.0"?>')],
    ['one.json', JSON.stringify([fields('mark-json', all), jsonFeed])], ['feed.json', JSON.stringify(jsonFeed)], ['gqg.json', JSON.stringify(gqg)],
    ['fields.jsonl', lines(Object.entries(known).map(([name, attack]) => fields(name, attack)))],
    ['dates.ndjson', lines(DATES.map((published, at) => ({ title: `date ${at}`, published, publisher: 'Dates', text: `Mayor Ida Lund said on ${published} that rain number ${at} would fall until ${DATES[(at + 1) % DATES.length]}.` })))],
    ['addresses.jsonl', lines(ADDRESSES(beacon).map((url, at) => ({ title: `address ${at}`, url, publisher: url.slice(0, 200), published: '2025-03-03', text: `Mayor Ida Lund said that address number ${at} was hers.` })))],
    ['disputes.jsonl', lines(disputed(known))],
    ['lone.jsonl', '{"title":"lone \\ud800 surrogate","text":"Mayor Ida Lund said that \\udfff it rained on \\ud83d Monday.","published":"2025-03-03"}\n'],
    ['table.csv', table(';')], ['table.tsv', table('\t')],
    ['rss.rss', rss('mark-rss', all)], ['atom.atom', atom('mark-atom', all)], ['rdf.rdf', rdf('mark-rdf', all)], ['nitf.xml', nitf('mark-nitf', all)], ['newsml.xml', newsml('mark-newsml', all)],
    ['crawl.warc', warc([['response', 'https://evil.example/mark-warc?"><b data-planted>', http(page('mark-warc'))], ['response', 'javascript:planted()', http(page('mark-warc-2').replace(/<link[^>]*>/, ''))]])],
    ['crawl.warc.wet', warc([['conversion', 'https://evil.example/mark-wet', `mark-wet of a page\n\n${text(`wet ${all}`)}`]])],
    ['members.zip', zip(members('mark-zip'))], ['members.tar', tar(members('mark-tar'))], ['members.tgz', gzipSync(tar([['mark-tgz.html', page('mark-tgz')]]))],
    ['gz.html.gz', gzipSync(page('mark-gz'))], ...packed('bzip2', line('mark-bz2')).map((bytes) => ['bz.jsonl.bz2', bytes]),
    ...packed('xz', line('mark-xz')).map((bytes) => ['xz.jsonl.xz', bytes]), ...packed('zstd', line('mark-zst')).map((bytes) => ['zst.jsonl.zst', bytes]),
    ['many.jsonl', plenty()], ['broken.mhtml', `From: x\r\n\r\n${page('mark-mhtml')}`], ['<b data-planted>\u202e.txt', `mark-name of a file\n\n${text(known.double)}`],
    ...many(claims),
  ];
}

/** A charge and its denial, and two tolls, with markup in their words and their speakers. */
function disputed({ image, override, double }) {
  const made = (name, body) => ({ title: `dispute ${name} ${image}`, publisher: `${override} ${name} ${image}`, url: `https://evil.example/dispute/${name}`, published: '2025-03-12', language: 'en', text: body });
  return [
    made('charge', `Shells hit the market square of Marrowford on Wednesday.\n\nUkraine accused Russia of shelling the market square of Marrowford ${override} ${image}.\n\n` +
      `“14 people were killed in the market square of Marrowford ${image},” Mayor ${double} Ida Lund said.`),
    made('denial', `Russia denied shelling the market square of Marrowford ${image}.\n\nDoctor Emeric ${override} Stahn said 52 people were killed in the market square of Marrowford ${image}.`),
  ];
}
