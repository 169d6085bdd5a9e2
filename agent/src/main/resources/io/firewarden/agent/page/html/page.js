
'use strict';
// Fetches the page again and takes over what has changed in it, so that nothing flickers, and
// whatever is focused, opened or scrolled stays so.
(function () {
  const EVERY = 10000;
  const TIMEOUT = 8000;
  const pulse = document.getElementById('pulse');
  const lost = document.getElementById('lost');
  if (!pulse || !lost) return;
  let fetchedAt = Date.now();
  let fetching = false;

  function span(ms) {
    const s = Math.max(0, Math.round(ms / 1000));
    return s < 60 ? s + ' s' : s < 3600 ? Math.floor(s / 60) + ' min' : Math.floor(s / 3600) + ' h';
  }

  // Why nothing is to be changed under the reader's hands now; empty when there is no reason.
  function paused() {
    if (document.hidden) return 'hidden';
    const at = document.activeElement;
    if (at && at.matches('input, select, textarea')) return 'while you type';
    const selection = window.getSelection();
    if (selection && !selection.isCollapsed) return 'while text is selected';
    return '';
  }

  function attributes(old, next) {
    for (const {name} of Array.from(old.attributes)) {
      if (!next.hasAttribute(name)) old.removeAttribute(name);
    }
    for (const {name, value} of Array.from(next.attributes)) {
      if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
  }

  function take(old, next) {
    if (old.nodeType !== next.nodeType || old.nodeName !== next.nodeName || old.id !== next.id) {
      old.replaceWith(next);
    } else if (old.nodeType === Node.ELEMENT_NODE) {
      if (old === pulse || old === lost || old.nodeName === 'SCRIPT') return;
      attributes(old, next);
      takeChildren(old, next);
    } else if (old.data !== next.data) {
      old.data = next.data;
    }
  }

  function takeChildren(old, next) {
    const from = Array.from(old.childNodes);
    const to = Array.from(next.childNodes);
    to.forEach((node, i) => {
      if (i < from.length) take(from[i], node);
      else old.append(node);
    });
    from.slice(to.length).forEach(node => node.remove());
  }

  function show(text) {
    const next = new DOMParser().parseFromString(text, 'text/html');
    if (!next.getElementById('pulse') || !next.getElementById('main')) {
      throw new Error('this is not a page of the agent');
    }
    const at = document.activeElement;
    const href = at && at.getAttribute ? at.getAttribute('href') : null;
    document.title = next.title;
    takeChildren(document.querySelector('.frame'), next.querySelector('.frame'));
    if (href && !document.contains(at)) {
      const same = Array.from(document.links).find(a => a.getAttribute('href') === href);
      if (same) same.focus({preventScroll: true});
    }
  }

  async function refresh() {
    if (fetching || paused()) return;
    fetching = true;
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIMEOUT);
    try {
      const answer = await fetch(location.pathname + location.search, {signal: abort.signal, cache: 'no-store'});
      if (!answer.ok && answer.status !== 404) throw new Error('answered ' + answer.status);
      const text = await answer.text();
      if (paused()) return;
      show(text);
      fetchedAt = Date.now();
      lost.hidden = true;
      document.body.classList.remove('lost');
    } catch (e) {
      lost.hidden = false;
      document.body.classList.add('lost');
      document.title = '(?) Firewarden';
    } finally {
      clearTimeout(timer);
      fetching = false;
      tick();
    }
  }

  function tick() {
    const why = paused();
    const age = span(Date.now() - fetchedAt);
    pulse.textContent = !lost.hidden ? 'no answer for ' + age
      : 'updated ' + age + ' ago' + (why ? ', paused ' + why : '');
  }

  setInterval(tick, 1000);
  setInterval(refresh, EVERY);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && Date.now() - fetchedAt > EVERY) refresh();
  });
  tick();
})();
