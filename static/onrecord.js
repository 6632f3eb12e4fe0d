// What makes the pages quicker to use. Everything works without it: it adds suggestions to the search box, copy buttons,
// keys, and the place of the reader in an article. It talks to this host alone and keeps what it remembers in the browser.
(() => {
  'use strict';
  const site = document.currentScript.dataset.site || location.origin;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  document.documentElement.classList.add('js');

  // What is remembered; a browser that refuses to remember loses nothing else.
  const memory = {
    get(name, usual) {
      try { return JSON.parse(localStorage.getItem(`onrecord.${name}`)) ?? usual; } catch { return usual; }
    },
    set(name, value) {
      try { localStorage.setItem(`onrecord.${name}`, JSON.stringify(value)); } catch { /* nothing to do */ }
    },
  };
  const habitsOn = () => memory.get('habits', true);

  // A line that screen readers speak.
  const status = make('p', { class: 'hidden', role: 'status' });
  document.body.append(status);
  const say = (words) => { status.textContent = words; };

  // Copying: data-copy names the element that holds the text, data-copy-link a path of this site.
  async function copy(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const field = make('textarea', { class: 'hidden' });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    if (!done) throw new Error('not copied');
  }
  document.addEventListener('click', async (event) => {
    const button = event.target.closest('[data-copy], [data-copy-link]');
    if (!button) return;
    const { copy: id, copyLink } = button.dataset;
    const from = id && document.getElementById(id);
    button.label ??= button.textContent;
    try {
      await copy(copyLink ? site + copyLink : from.value ?? from.textContent.trim());
      button.textContent = 'Copied';
      say(`${button.label}: copied`);
    } catch {
      button.textContent = 'Not copied';
      say('The browser did not allow copying');
    }
    clearTimeout(button.timer);
    button.timer = setTimeout(() => { button.textContent = button.label; say(''); }, 2000);
  });

  // The list that the reader gathers: kept in the browser, and shared as an address.
  const most = 90;
  const ids = () => memory.get('list', []);
  const gathering = all('[data-gather]');
  const idOf = (link) => link.dataset.gather.split('/').pop();
  const addressOf = (list) => `/claims?${list.map((id) => `id=${id}`).join('&')}`;
  const showList = () => {
    const list = ids();
    const mine = document.getElementById('my-list');
    if (mine) {
      mine.hidden = !list.length;
      mine.href = addressOf(list);
      mine.textContent = `List (${list.length})`;
    }
    for (const link of gathering) {
      const isIn = list.includes(idOf(link));
      link.firstChild.textContent = isIn ? 'In your list' : 'Add to list';
      link.setAttribute('aria-pressed', String(isIn));
    }
  };
  for (const link of gathering) link.setAttribute('role', 'button');
  document.addEventListener('click', (event) => {
    const link = event.target.closest('[data-gather]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const list = ids();
    const id = idOf(link);
    if (!list.includes(id) && list.length >= most) return say(`A list holds up to ${most} claims`);
    memory.set('list', list.includes(id) ? list.filter((other) => other !== id) : [...list, id]);
    showList();
    say(`${ids().length} in your list`);
  });
  // A role of a button wants its key.
  document.addEventListener('keydown', (event) => {
    const link = event.key === ' ' && event.target.closest?.('[data-gather]');
    if (!link) return;
    event.preventDefault();
    link.click();
  });
  const shown = document.querySelector('[data-list]');
  if (shown) {
    const here = shown.dataset.list.trim().split(' ').filter(Boolean);
    const keep = shown.querySelector('.keep');
    const mine = ids();
    // The reader's own list in another order, or with some taken out, is still the reader's list.
    const came = document.referrer && new URL(document.referrer);
    const from = came && came.origin === location.origin ? came.searchParams.getAll('id') : [];
    if (from.length && mine.join() === from.join()) memory.set('list', here);
    keep.hidden = ids().join() === here.join();
    keep.addEventListener('click', () => {
      memory.set('list', here);
      keep.hidden = true;
      showList();
      say('Kept as your list');
    });
  }
  showList();
  addEventListener('storage', showList);

  // The search box: a combobox over what is suggested (ARIA 1.2). Enter without a choice searches as ever.
  let boxes = 0;
  function combobox(input) {
    const id = `suggested-${(boxes += 1)}`;
    const list = make('div', { id, class: 'suggested', role: 'listbox', 'aria-label': 'Suggestions', hidden: '' });
    input.parentElement.classList.add('suggesting');
    input.parentElement.append(list);
    for (const [name, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': id })) {
      input.setAttribute(name, value);
    }
    const known = new Map();
    let options = [], active = -1, timer, request;

    const close = () => {
      clearTimeout(timer);
      request?.abort();
      list.hidden = true;
      options = [];
      choose(-1);
      input.setAttribute('aria-expanded', 'false');
    };
    const choose = (place) => {
      options[active]?.setAttribute('aria-selected', 'false');
      active = place;
      const option = options[active];
      option?.setAttribute('aria-selected', 'true');
      option?.scrollIntoView({ block: 'nearest' });
      if (option) input.setAttribute('aria-activedescendant', option.id);
      else input.removeAttribute('aria-activedescendant');
    };
    const take = (option) => {
      if (option.dataset.link) {
        location.assign(option.dataset.link);
      } else {
        input.value = option.dataset.words;
        input.form.requestSubmit();
      }
      close();
    };
    const group = (name, heading, entries) => {
      if (!entries.length) return [];
      const title = `${id}-${name}`;
      const rows = entries.map(({ name: words, about, claims, link }) => {
        const row = make('div', { role: 'option', id: `${id}-${options.length}`, 'aria-selected': 'false' }, make('span', {}, words));
        if (about) row.append(' ', make('span', { class: 'n' }, [about, claims].join(', ')));
        if (link) row.dataset.link = link;
        else row.dataset.words = words;
        options.push(row);
        return row;
      });
      return [make('div', { role: 'group', 'aria-labelledby': title }, make('div', { id: title, class: 'of', role: 'presentation' }, heading), ...rows)];
    };
    const show = ({ speakers = [], publishers = [] }) => {
      const typed = input.value.trim().toLowerCase();
      const recent = (habitsOn() ? memory.get('recent', []) : []).filter((words) => words.toLowerCase().startsWith(typed)).slice(0, typed ? 3 : 6);
      options = [];
      active = -1;
      input.removeAttribute('aria-activedescendant');
      list.replaceChildren(
        ...group('s', 'Speakers', speakers), ...group('p', 'Publishers', publishers),
        ...group('r', 'Searched before', recent.map((name) => ({ name }))),
      );
      list.hidden = !options.length;
      input.setAttribute('aria-expanded', String(!list.hidden));
      say(options.length ? `${options.length} ${options.length === 1 ? 'suggestion' : 'suggestions'}` : 'No suggestions');
    };
    const ask = async () => {
      const typed = input.value.trim();
      request?.abort();
      if (typed.length < 2) return typed ? close() : show({});
      if (known.has(typed)) return show(known.get(typed));
      request = new AbortController();
      try {
        const answer = await fetch(`/suggest?q=${encodeURIComponent(typed)}`, { signal: request.signal });
        if (!answer.ok) return close();
        known.set(typed, await answer.json());
        if (document.activeElement === input) show(known.get(typed));
      } catch { /* another letter was typed, or the host is away: the form still works */ }
    };
    const open = () => { if (list.hidden) ask(); };

    input.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 120);
    });
    input.addEventListener('click', open);
    input.addEventListener('blur', close);
    input.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const last = options.length - 1;
      const keys = {
        ArrowDown: () => (list.hidden ? open() : choose(active === last ? 0 : active + 1)),
        ArrowUp: () => (list.hidden ? open() : choose(active <= 0 ? last : active - 1)),
        Home: () => active >= 0 && choose(0),
        End: () => active >= 0 && choose(last),
        Enter: () => active >= 0 && take(options[active]),
        Escape: () => !list.hidden && close(),
      };
      const stays = event.key.startsWith('Arrow') ? true : active >= 0 || (event.key === 'Escape' && !list.hidden);
      if (!keys[event.key] || !stays) return;
      event.preventDefault();
      keys[event.key]();
    });
    // The field keeps the focus while a pointer or finger chooses.
    list.addEventListener('mousedown', (event) => event.preventDefault());
    list.addEventListener('click', (event) => {
      const option = event.target.closest('[role=option]');
      if (option) take(option);
    });
    input.form.addEventListener('submit', () => {
      const words = input.value.trim();
      if (!words || !habitsOn()) return;
      memory.set('recent', [words, ...memory.get('recent', []).filter((other) => other !== words)].slice(0, 12));
    });
  }
  for (const input of all('form[role=search] input[name=q]')) {
    // A box that searches one source alone has no other speakers to suggest.
    if (!input.form.elements.source) combobox(input);
  }

  // A search inside a facet shows its values in place.
  for (const form of all('form.facet-find')) {
    const values = form.parentElement.querySelector('.facet-values');
    const field = form.elements.facet_q;
    const before = values.innerHTML && [...values.childNodes];
    let timer, request;
    field.addEventListener('input', () => {
      clearTimeout(timer);
      request?.abort();
      timer = setTimeout(async () => {
        if (!field.value.trim() && !field.defaultValue) return values.replaceChildren(...before);
        request = new AbortController();
        try {
          const answer = await fetch(`${form.action}?${new URLSearchParams(new FormData(form))}`, { signal: request.signal });
          const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
          const found = all('.facet-values > li', page).slice(0, 100);
          values.replaceChildren(...found);
          say(`${found.length} found`);
        } catch { /* as above */ }
      }, 150);
    });
  }

  // Keys: one letter each, so they can be switched off, and rest while a field has the focus.
  const keys = [
    ['/', 'Search'], ['j', 'Next result'], ['k', 'Result before'], ['?', 'This help'],
    ['↑ ↓', 'Walk through the suggestions of a search box'], ['Enter', 'Open what has the focus, or search'], ['Esc', 'Close suggestions, or this help'],
  ];
  const close = make('button', { autofocus: '' }, 'Close');
  const box = make('input', { type: 'checkbox', id: 'habits' });
  const help = make('dialog', { 'aria-labelledby': 'help-title', class: 'help' },
    make('h2', { id: 'help-title' }, 'Keys'),
    make('dl', {}, ...keys.flatMap(([key, does]) => [make('dt', {}, make('kbd', {}, key)), make('dd', {}, does)])),
    make('p', {}, make('label', {}, box, ' Use these keys, and remember recent searches in this browser')),
    make('form', { method: 'dialog' }, close));
  const openHelp = () => {
    box.checked = habitsOn();
    help.showModal();
  };
  box.addEventListener('change', () => {
    memory.set('habits', box.checked);
    if (!box.checked) memory.set('recent', []);
  });
  const opener = make('button', { type: 'button', class: 'plain' }, 'Keyboard and search history');
  opener.addEventListener('click', openHelp);
  document.querySelector('footer')?.append(make('p', { class: 'habits' }, opener));
  document.body.append(help);

  const walk = (step) => {
    const links = all('.claim .says a, main .list td:first-child a, main .list td.day + td > a').filter((link) => !link.closest('details'));
    const here = links.findIndex((link) => link === document.activeElement || link.closest('.claim, tr').contains(document.activeElement));
    const next = links[here < 0 ? (step > 0 ? 0 : links.length - 1) : here + step];
    next?.focus();
    next?.closest('.claim, tr').scrollIntoView({ block: 'nearest' });
  };
  document.addEventListener('keydown', (event) => {
    if (!habitsOn() || help.open || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest('input, textarea, select, [contenteditable]')) return;
    const does = {
      '/': () => (document.querySelector('.find input[name=q]') ?? document.querySelector('input[name=q]'))?.focus(),
      j: () => walk(1),
      k: () => walk(-1),
      '?': openHelp,
    }[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  });

  // How long ago a day is, for those who point at it; the day itself is the text.
  const units = [['year', 365.25], ['month', 30.44], ['week', 7], ['day', 1]];
  const ago = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  for (const time of all('time[datetime]:not([title])')) {
    const days = Math.round((Date.parse(time.dateTime.slice(0, 10)) - Date.now()) / 86400000);
    const [unit, length] = units.find(([, length]) => Math.abs(days) >= length) ?? units[3];
    if (!Number.isNaN(days)) time.title = ago.format(Math.round(days / length), unit);
  }

  // Beside an article, the claim that is being read is marked in the list and kept in view there.
  const beside = new Map(all('[data-claim]').map((item) => [`claim-${item.dataset.claim}`, item]));
  const marks = [...beside.keys()].map((name) => document.getElementById(name)).filter(Boolean);
  if (marks.length) {
    const still = matchMedia('(prefers-reduced-motion: reduce)');
    const seen = new Set();
    const observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) seen[isIntersecting ? 'add' : 'delete'](target);
      const item = beside.get(marks.find((mark) => seen.has(mark))?.id);
      if (!item) return;
      for (const other of beside.values()) other.removeAttribute('aria-current');
      item.setAttribute('aria-current', 'true');
      let column = item.parentElement;
      while (column && getComputedStyle(column).overflowY !== 'auto') column = column.parentElement;
      if (!column || column.scrollHeight <= column.clientHeight) return;
      const off = item.getBoundingClientRect().top - column.getBoundingClientRect().top - column.clientHeight / 3;
      column.scrollBy({ top: off, behavior: still.matches ? 'auto' : 'smooth' });
    }, { rootMargin: '0px 0px -55% 0px' });
    for (const mark of marks) observer.observe(mark);
  }
})();
