/** The view of a tenant's logs: the search, its chart, and the list, which grows while logs come in. */

import { address } from './address.js';
import { api, ApiError } from './api.js';
import { make, throttled } from './dom.js';
import { Follower } from './follower.js';
import { LogWindow, MOST_LOGS } from './log-window.js';
import { ALL_TIME, Search, chooseTime, clearFilters } from './search.js';
import { clockTime, date, justAfter, toRfc3339 } from './times.js';
import './first-log.js';
import './log-histogram.js';
import './log-list.js';
import './search-bar.js';

/** @typedef {import('./api.js').Log} Log */
/** @typedef {import('./follower.js').FollowState} FollowState */

// The first page comes sooner than it is scrolled through.
const FIRST_PAGE = '200';
const PAGE = '1000';
const NEIGHBOURS = 50;
const BUCKETS = '90';
// A chart costs the server a look at all logs of its time.
const CHART_MILLISECONDS = 4_000;
const SHOW_MILLISECONDS = 150;
const ANNOUNCE_MILLISECONDS = 8_000;

export class LogsView extends HTMLElement {
  /** Whether the server streams; set before the view is shown. */
  streams = false;

  #bar = /** @type {import('./search-bar.js').SearchBar} */ (document.createElement('search-bar'));
  #histogram = /** @type {import('./log-histogram.js').LogHistogram} */ (document.createElement('log-histogram'));
  #list = /** @type {import('./log-list.js').LogList} */ (document.createElement('log-list'));
  #first = /** @type {import('./first-log.js').FirstLog} */ (document.createElement('first-log'));
  #live = make('button.live', { type: 'button', 'aria-pressed': 'true' });
  #counts = make('span.counts');
  #more = make('button.more', { type: 'button', hidden: true });
  #around = make('div.around', { hidden: true });
  #error = make('div.error', { role: 'alert' });
  #nothing = make('div.nothing', { hidden: true });
  #status = make('div.visually-hidden', { role: 'status' });

  #search = new Search();
  #identity = '';
  #window = new LogWindow();
  /** Stored meanwhile, and not shown yet. @type {Log[]} */
  #pending = [];
  #unannounced = 0;
  /** @type {Follower | null} */
  #follower = null;
  /** @type {FollowState} */
  #state = 'ended';
  #asked = new AbortController();
  /** @type {string | null} */
  #olderCursor = null;
  #hasOlder = false;
  #hasNewer = false;
  #loading = false;
  #isFirst = false;

  #showSoon = throttled(() => this.#showPending(), SHOW_MILLISECONDS);
  #chartSoon = throttled(() => this.#chart(), CHART_MILLISECONDS);
  #announceSoon = throttled(() => this.#announce(), ANNOUNCE_MILLISECONDS);
  #onAddress = () => this.#update();
  #onKey = (/** @type {KeyboardEvent} */ event) => this.#key(event);

  connectedCallback() {
    if (!this.firstChild) {
      this.append(
        this.#bar,
        this.#histogram,
        make('div.strip', {}, this.#counts, this.#live),
        this.#around,
        this.#error,
        make('div.results', {}, this.#more, this.#list, this.#nothing, this.#first),
        this.#status,
      );
      this.#live.addEventListener('click', () => this.#toggleLive());
      this.#more.addEventListener('click', () => this.#showAll());
      this.#histogram.addEventListener('choose-time', (event) => {
        const { since, until } = /** @type {CustomEvent} */ (event).detail;
        chooseTime(since, until);
      });
      this.#list.addEventListener('near-end', () => this.#loadOlder());
      this.#list.addEventListener('near-start', () => this.#loadNewer());
      this.#list.addEventListener('scroll', () => { if (this.#list.isAtTop) this.#showPending(); }, { passive: true });
    }
    address.addEventListener('change', this.#onAddress);
    document.addEventListener('keydown', this.#onKey);
    this.#identity = '';
    this.#update();
  }

  disconnectedCallback() {
    address.removeEventListener('change', this.#onAddress);
    document.removeEventListener('keydown', this.#onKey);
    this.#stop();
  }

  #update() {
    if (address.view !== 'logs') return;
    this.#search = new Search();
    this.#bar.show(this.#search);
    if (this.#search.identity !== this.#identity) {
      this.#identity = this.#search.identity;
      this.#load();
    }
    this.#showLive();
  }

  #stop() {
    this.#asked.abort();
    this.#follower?.end();
    this.#follower = null;
    this.#state = 'ended';
  }

  async #load() {
    this.#stop();
    this.#asked = new AbortController();
    const { signal } = this.#asked;
    this.#window = new LogWindow();
    this.#pending = [];
    this.#olderCursor = null;
    this.#hasOlder = this.#hasNewer = this.#isFirst = this.#loading = false;
    this.#error.textContent = '';
    this.#list.reset();
    this.#showLogs();
    if (!this.#search.tenant) return;
    this.classList.add('loading');
    try {
      if (this.#search.log) await this.#loadNeighbours(this.#search.log, signal);
      else {
        if (this.#search.isOpenEnded) await this.#follow(signal);
        this.#hasOlder = true;
        await this.#loadOlder();
        if (!this.#window.logs.length) await this.#lookForAny(signal);
      }
      this.#chartSoon();
    } catch (error) {
      this.#fail(error, signal);
    } finally {
      if (!signal.aborted) {
        this.classList.remove('loading');
        this.#showLogs();
      }
    }
  }

  /**
   * Begin to follow; what is stored from then on comes by itself.
   * @param {AbortSignal} signal
   * @returns {Promise<void>} when its place in the order is known, so that no log falls between it and the list
   */
  #follow(signal) {
    return new Promise((resolve) => {
      this.#follower = new Follower(this.#search.tenant, this.#search.filters, this.streams, {
        stored: (logs) => { if (!signal.aborted) this.#receive(logs); },
        state: (state, error) => {
          if (signal.aborted) return;
          this.#state = state;
          if (error) this.#fail(error, signal);
          this.#showLive();
          if (state !== 'connecting') resolve();
        },
      });
    });
  }

  /** @param {Log[]} logs */
  #receive(logs) {
    const since = this.#search.since === ALL_TIME ? -Infinity : new Search().sinceMoment;
    this.#pending.push(...logs.filter((log) => Date.parse(log.time) >= since));
    if (this.#pending.length > MOST_LOGS) this.#pending.splice(0, this.#pending.length - MOST_LOGS);
    this.#showSoon();
    this.#chartSoon();
  }

  /** Show what came in, if somebody looks at the top of the list. */
  #showPending() {
    if (!this.#search.paused && this.#list.isAtTop) this.#showAllPending();
    else this.#showMore();
  }

  #showAll() {
    this.#showAllPending();
    this.#list.scrollToTop();
    if (this.#search.paused) address.change({ live: null }, { completes: true });
  }

  #showAllPending() {
    if (this.#pending.length) {
      const added = this.#window.add(this.#pending);
      this.#pending = [];
      this.#unannounced += added.length;
      this.#hasOlder ||= this.#window.trimmed;
      this.#showLogs();
      this.#announceSoon();
    }
    this.#showMore();
  }

  #showMore() {
    const count = this.#pending.length;
    this.#more.hidden = !count;
    this.#more.textContent = `${count.toLocaleString('en')} new`;
  }

  #showLogs() {
    const { logs } = this.#window;
    this.#list.show(logs);
    const isEmpty = !logs.length;
    const isLoading = this.classList.contains('loading');
    if (!isEmpty) this.#isFirst = false;
    this.#list.hidden = isEmpty;
    this.#first.hidden = !(isEmpty && this.#isFirst);
    this.#histogram.hidden = this.#bar.hidden = isEmpty && this.#isFirst;
    this.#nothing.hidden = !isEmpty || this.#isFirst || isLoading;
    if (!this.#nothing.hidden) this.#sayNothing();
    const held = logs.length.toLocaleString('en');
    this.#counts.textContent = isEmpty ? '' : `${held} ${logs.length === 1 ? 'log' : 'logs'}${this.#hasOlder ? ', more below' : ''}`;
    this.#showAround();
  }

  #sayNothing() {
    const wider = this.#search.since !== ALL_TIME && make('button', { type: 'button', onclick: () => address.change({ since: ALL_TIME, until: null }) }, 'Search all time');
    const fewer = this.#search.isFiltered && make('button', { type: 'button', onclick: clearFilters }, 'Clear filters');
    this.#nothing.replaceChildren(make('p', {}, 'Nothing found.', this.#search.isOpenEnded && ' New logs that match appear here.'), make('div.choices', {}, wider, fewer));
  }

  #showAround() {
    this.#around.hidden = !this.#search.log || !this.#window.logs.length;
    if (this.#around.hidden || !this.#search.log) return;
    const log = this.#window.logs[this.#window.indexOf(this.#search.log)];
    if (!log) return;
    this.#around.replaceChildren(
      make('span', {}, `What happened around ${date(log.time)} ${clockTime(log.time)}`),
      make('button.link', { type: 'button', onclick: () => address.change({ log: null }) }, 'Back to the search'),
    );
  }

  async #loadOlder() {
    if (this.#loading || !this.#hasOlder || !this.#search.tenant) return;
    const { signal } = this.#asked;
    this.#loading = true;
    try {
      const page = await api.list(this.#search.tenant, this.#olderParameters(), signal);
      this.#olderCursor = page.next_cursor;
      this.#hasOlder = page.next_cursor !== null;
      this.#window.add(page.logs);
    } catch (error) {
      this.#hasOlder = false;
      this.#fail(error, signal);
    } finally {
      if (!signal.aborted) {
        this.#loading = false;
        this.#showLogs();
      }
    }
    // A request stops when it has looked at many logs: go on until something is found.
    if (!signal.aborted && this.#hasOlder && !this.#window.logs.length) await this.#loadOlder();
  }

  #olderParameters() {
    if (this.#olderCursor && !this.#window.trimmed) return this.#search.parameters({ limit: PAGE, cursor: this.#olderCursor });
    const last = this.#window.logs.at(-1);
    if (!last) return this.#search.parameters({ limit: FIRST_PAGE });
    const until = { limit: PAGE, until: justAfter(last.time) };
    return this.#search.log ? new URLSearchParams(until) : this.#search.parameters(until);
  }

  /** Above a log's neighbours there may be more; a search has all that is newer. */
  async #loadNewer() {
    if (this.#loading || !this.#hasNewer) return;
    const { signal } = this.#asked;
    this.#loading = true;
    try {
      const page = await api.list(this.#search.tenant, new URLSearchParams({ order: 'asc', since: this.#window.logs[0].time, limit: PAGE }), signal);
      const added = this.#window.add(page.logs);
      this.#hasNewer = added.length > 0;
      if (added.length) this.#showLogs();
    } catch (error) {
      this.#hasNewer = false;
      this.#fail(error, signal);
    } finally {
      if (!signal.aborted) this.#loading = false;
    }
  }

  /**
   * @param {string} logId
   * @param {AbortSignal} signal
   */
  async #loadNeighbours(logId, signal) {
    const { before, log, after } = await api.neighbours(this.#search.tenant, logId, NEIGHBOURS, signal);
    this.#window.add([...before, log, ...after]);
    this.#hasOlder = before.length === NEIGHBOURS;
    this.#hasNewer = after.length === NEIGHBOURS;
    this.#showLogs();
    this.#list.reveal(logId);
  }

  /**
   * Whether the tenant has any log at all; if not, it is shown how to send the first one.
   * @param {AbortSignal} signal
   */
  async #lookForAny(signal) {
    const { logs, complete } = await api.list(this.#search.tenant, new URLSearchParams({ limit: '1' }), signal);
    this.#isFirst = !logs.length && complete && !this.#window.logs.length && !this.#pending.length;
    if (this.#isFirst) this.#first.show(this.#search.tenant);
  }

  async #chart() {
    const search = this.#search;
    const { signal } = this.#asked;
    if (!search.tenant || signal.aborted) return;
    try {
      const chosen = search.log ? this.#timeAroundLogs() : await this.#timeOf(search, signal);
      if (!chosen) return;
      const [histogram, { facets }] = await Promise.all([
        api.histogram(search.tenant, search.parameters({ ...chosen, buckets: BUCKETS, by: 'level' }), signal),
        api.facets(search.tenant, search.timeOnly({ ...chosen, fields: 'level,service', top: '50' }), signal),
      ]);
      if (signal.aborted) return;
      this.#histogram.show(histogram);
      this.#bar.showFacets(this.#search, facets);
    } catch (error) {
      this.#fail(error, signal);
    }
  }

  /** The time of the neighbours that are shown. */
  #timeAroundLogs() {
    const [newest, oldest] = [this.#window.logs[0], this.#window.logs.at(-1)];
    return newest && oldest && { since: oldest.time, until: justAfter(newest.time) };
  }

  /**
   * A chart needs both ends.
   * @param {Search} search
   * @param {AbortSignal} signal
   */
  async #timeOf(search, signal) {
    if (search.since !== ALL_TIME) return { since: search.since, until: search.until ?? 'now' };
    const parameters = search.parameters({ order: 'asc', limit: '1' });
    const [oldest] = (await api.list(search.tenant, parameters, signal)).logs;
    return oldest && { since: oldest.time, until: search.until ?? toRfc3339(Date.now() + 1) };
  }

  #showLive() {
    const { isOpenEnded, paused } = this.#search;
    this.#live.hidden = !isOpenEnded;
    const isOn = !paused && this.#state !== 'ended';
    this.#live.ariaPressed = String(isOn);
    this.#live.dataset.state = paused ? 'paused' : this.#state;
    const labels = { connecting: 'Connecting', live: 'Live', reconnecting: 'Reconnecting', ended: 'Not live' };
    this.#live.textContent = paused ? 'Paused' : labels[this.#state];
    this.#live.title = paused ? 'Show new logs as they come (f)' : 'Hold back new logs (f)';
  }

  #toggleLive() {
    if (!this.#search.isOpenEnded) return;
    address.change({ live: this.#search.paused ? null : 'off' }, { completes: true });
    if (!this.#search.paused) this.#showAll();
  }

  #announce() {
    if (!this.#unannounced) return;
    this.#status.textContent = `${this.#unannounced.toLocaleString('en')} new logs`;
    this.#unannounced = 0;
  }

  /**
   * @param {unknown} error
   * @param {AbortSignal} signal of what failed
   */
  #fail(error, signal) {
    if (signal.aborted) return;
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401) this.dispatchEvent(new Event('key-refused', { bubbles: true }));
    this.#error.textContent = error.message;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const isTyping = event.target instanceof Element && event.target.matches('input, select, textarea');
    if (isTyping) {
      if (event.key === 'Escape') /** @type {HTMLElement} */ (event.target).blur();
      return;
    }
    if (event.key === '/') this.#bar.focusText();
    else if (event.key === 'j') this.#list.move(1);
    else if (event.key === 'k') this.#list.move(-1);
    else if (event.key === 'f') this.#toggleLive();
    else return;
    event.preventDefault();
  }
}

customElements.define('logs-view', LogsView);
