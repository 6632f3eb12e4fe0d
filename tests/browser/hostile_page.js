// What is asked of a page or a form inside the browser. Each function is sent there alone, so it uses nothing around it.

/** What is wrong with the page that is open: elements that came from an article, what they ran, and what is wider than the page. */
export function inspect() {
  const wrong = [];
  const told = (element) => element.outerHTML.slice(0, 160);
  if (window.plantedRan) wrong.push(['ran', `planted() ran ${window.plantedRan} times`]);
  for (const { violatedDirective, blockedURI, sample } of window.violations ?? []) wrong.push(['policy', `${violatedDirective} ${blockedURI} ${sample}`]);
  const foreign = '[data-planted], planted-x, iframe, object, embed, base, style, math, noscript, frame, applet, video, audio, marquee, meta[http-equiv], [style], [srcdoc], [formaction]';
  for (const element of document.querySelectorAll(foreign)) wrong.push(['element', told(element)]);
  for (const element of document.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith('on')) wrong.push(['element', told(element)]);
      if (['href', 'src', 'action', 'cite', 'xlink:href'].includes(name) && !['http:', 'https:', 'mailto:'].includes(new URL(value, location.href).protocol)) wrong.push(['address', told(element)]);
      // A parser ends names of attributes at these: they are left of a value that ended early.
      if (/["'<=]/.test(name)) wrong.push(['element', told(element)]);
    }
    const own = element.matches('script') && !element.getAttribute('src')?.startsWith('/static/') || element.matches('form') && new URL(element.action).origin !== location.origin;
    if (own) wrong.push(['element', told(element)]);
  }
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id, at + 1) > 0))) wrong.push(['element', `two elements are called ${id}`]);
  for (const sheet of document.styleSheets) if (!sheet.href?.startsWith(`${location.origin}/static/`)) wrong.push(['element', `a style sheet of ${sheet.href}`]);
  if (document.documentElement.textContent.includes('9801547')) wrong.push(['ran', 'a template was worked out']);
  return wrong;
}

/** How wide the page is, and which element sticks out, where one does. */
export function measured() {
  for (const details of document.querySelectorAll('main details')) details.open = true;
  const width = document.documentElement.clientWidth, wide = document.documentElement.scrollWidth;
  if (wide <= width) return null;
  const scrolls = (element) => element && element !== document.body && (getComputedStyle(element).overflowX !== 'visible' || scrolls(element.parentElement));
  const out = [...document.querySelectorAll('main *, header *, footer *')].filter((element) => element.getBoundingClientRect().right > width + 1 && !scrolls(element.parentElement)).pop();
  return `${wide} px in ${width}: ${out ? `${out.parentElement.tagName}.${out.parentElement.className} > ${out.outerHTML.slice(0, 120)}` : '?'}`;
}

/**
 * Words beside those of an article that these turn round or push to another place: letters that run from right to left, and what stands
 * behind the article's words in the text and before them on the screen. The text of an article may turn itself, paragraph by paragraph, and so
 * may what stands in one element with it, such as the hits of a search.
 */
export function toldApart() {
  const turns = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
  const wrong = [];
  const blockOf = (node) => {
    let element = node.parentElement;
    while (element.parentElement && /^(inline|contents)$/.test(getComputedStyle(element).display)) element = element.parentElement;
    return element;
  };
  const boxes = (node, at, length = 1) => {
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + length);
    return [...range.getClientRects()];
  };
  const ownerOf = ({ parentElement }) => (parentElement.localName === 'mark' ? parentElement.parentElement : parentElement);
  const shareLine = (a, b) => a.top < b.bottom - 2 && b.top < a.bottom - 2;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const blocks = new Map();
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (!node.data.trim() || node.parentElement.closest('.hidden, [hidden], script, option, .text p, .passage')) continue;
    const block = blockOf(node);
    blocks.set(block, [...(blocks.get(block) ?? []), node]);
  }
  for (const nodes of blocks.values()) {
    const first = nodes.findIndex((node) => turns.test(node.data));
    if (first < 0) continue;
    const turning = new Set(nodes.filter((node) => turns.test(node.data)).map(ownerOf));
    for (const node of nodes) {
      if (turning.has(ownerOf(node))) continue;
      const at = node.data.search(/[A-Za-z]{2}/);
      const [[one], [two]] = at < 0 ? [[], []] : [boxes(node, at), boxes(node, at + 1)];
      const where = () => `${node.parentElement.outerHTML.slice(0, 80)} in <${blockOf(node).tagName.toLowerCase()} class="${blockOf(node).className}">`;
      if (one?.width && two?.width && shareLine(one, two) && two.left < one.left) {
        wrong.push(`turned round: ${where()}`);
        continue;
      }
      const before = nodes[nodes.indexOf(node) - 1];
      if (!before || !turns.test(before.data)) continue;
      const [start] = boxes(node, node.data.search(/\S/));
      const beside = boxes(before, 0, before.length).filter((box) => start?.width && box.width && shareLine(box, start));
      if (beside.length && start.left < Math.max(...beside.map((box) => box.right)) - 2) wrong.push(`pushed away: ${where()}`);
    }
  }
  return wrong;
}

/** What is wrong with XML: whatever a strict parser says, and markup in what feeds and frames hold as HTML. */
export function readXml(text) {
  const parsed = new DOMParser().parseFromString(text, 'application/xml');
  const error = parsed.querySelector('parsererror');
  if (error) return { wrong: error.textContent.slice(0, 300), html: [] };
  const known = /^(feed|title|id|link|updated|author|name|generator|entry|published|category|content|rss|channel|description|language|item|guid|pubDate|creator|urlset|sitemapindex|sitemap|url|loc|lastmod|oembed|version|type|provider_name|provider_url|cache_age|html|width|height|thumbnail_\w+|OpenSearchDescription|[A-Z]\w+)$/;
  const stray = [...parsed.querySelectorAll('*')].find(({ localName }) => !known.test(localName));
  const html = [...parsed.querySelectorAll('content[type=html], item > description, oembed > html')].map(({ textContent }) => textContent);
  const scheme = [...parsed.querySelectorAll('[href], loc, item > link')].map((element) => element.getAttribute('href') ?? element.textContent).find((address) => !/^https?:/.test(address));
  return { wrong: stray ? `an element ${stray.localName}` : scheme && `an address ${scheme.slice(0, 100)}`, html };
}

/** What is wrong with HTML that a feed or a frame holds: any element but those that the site writes itself. */
export function readMarkup({ html, allowed }) {
  const parsed = new DOMParser().parseFromString(`<!doctype html><body>${html}`, 'text/html');
  for (const element of parsed.querySelectorAll('body *, head *')) {
    if (!allowed.includes(element.localName)) return `an element ${element.outerHTML.slice(0, 120)}`;
    for (const { name, value } of element.attributes) {
      if (name.startsWith('on') || !['href', 'src', 'title', 'width', 'height', 'style', 'sandbox', 'loading', 'referrerpolicy', 'class'].includes(name)) return `an attribute ${name}`;
      if (['href', 'src'].includes(name) && !/^https?:/.test(value)) return `an address ${value.slice(0, 100)}`;
    }
  }
  return null;
}
