/** The view of a tenant's logs: the search bar, the chart, and the list, which grows while logs arrive. */

import { address } from './address.js';
import { ApiError } from './api.js';
import { loadChart } from './chart-data.js';
import { make, throttled } from './dom.js';
import { showLiveState } from './live-button.js';
import { LiveLogs } from './live-logs.js';
import { LogPages } from './log-pages.js';
import { Search, chooseTime } from './search.js';
import { showNeighboursOf, showNothingFound } from './search-notes.js';
import './first-log.js';
import './log-histogram.js';
import './log-list.js';
import './search-bar.js';

// The server looks at all logs of the time to answer for a chart.
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
  #asked = new AbortController();
  #pages = new LogPages(this.#search, this.#asked.signal);
  #liveLogs = new LiveLogs({
    logs: () => {
      this.#showSoon();
      this.#chartSoon();
    },
    state: (error) => {
      if (error) this.#fail(error, this.#asked.signal);
      this.#showLive();
    },
  });
  #unannounced = 0;
  /** Whether the tenant has no logs yet: then the page shows how to send the first one. */
  #isFirst = false;

  #showSoon = throttled(() => this.#showWaiting(), SHOW_MILLISECONDS);
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
      this.#list.addEventListener('scroll', () => { if (this.#list.isAtTop) this.#showWaiting(); }, { passive: true });
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
    this.#liveLogs.end();
  }

  async #load() {
    this.#stop();
    this.#asked = new AbortController();
    const { signal } = this.#asked;
    const pages = this.#pages = new LogPages(this.#search, signal);
    this.#isFirst = false;
    this.#error.textContent = '';
    this.#list.reset();
    this.#showLogs();
    if (!this.#search.tenant) return;
    this.classList.add('loading');
    try {
      if (this.#search.log) await this.#loadNeighbours(this.#search.log);
      else {
        if (this.#search.isOpenEnded) await this.#liveLogs.follow(this.#search, this.streams, signal);
        await this.#showAfter(() => pages.loadNewest());
        if (!pages.logs.length) await this.#lookForAny(pages);
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

  /** Show the waiting logs if the top of the list is in sight; otherwise show how many wait. */
  #showWaiting() {
    if (!this.#search.paused && this.#list.isAtTop) this.#showAllWaiting();
    else this.#showWaitingCount();
  }

  #showAll() {
    this.#showAllWaiting();
    this.#list.scrollToTop();
    if (this.#search.paused) address.change({ live: null }, { completes: true });
  }

  #showAllWaiting() {
    if (this.#liveLogs.waitingCount) {
      this.#unannounced += this.#pages.add(this.#liveLogs.take()).length;
      this.#showLogs();
      this.#announceSoon();
    }
    this.#showWaitingCount();
  }

  #showWaitingCount() {
    const count = this.#liveLogs.waitingCount;
    this.#more.hidden = !count;
    this.#more.textContent = `${count.toLocaleString('en')} new`;
  }

  #showLogs() {
    const { logs, hasOlder } = this.#pages;
    this.#list.show(logs);
    const isEmpty = !logs.length;
    const isLoading = this.classList.contains('loading');
    if (!isEmpty) this.#isFirst = false;
    this.#list.hidden = isEmpty;
    this.#first.hidden = !(isEmpty && this.#isFirst);
    this.#histogram.hidden = this.#bar.hidden = isEmpty && this.#isFirst;
    this.#nothing.hidden = !isEmpty || this.#isFirst || isLoading;
    if (!this.#nothing.hidden) showNothingFound(this.#nothing, this.#search);
    const held = logs.length.toLocaleString('en');
    this.#counts.textContent = isEmpty ? '' : `${held} ${logs.length === 1 ? 'log' : 'logs'}${hasOlder ? ', more below' : ''}`;
    showNeighboursOf(this.#around, this.#search.log ? this.#pages.find(this.#search.log) : undefined);
  }

  async #loadOlder() {
    const pages = this.#pages;
    if (pages.canLoadOlder) await this.#showAfter(() => pages.loadOlder());
  }

  /**
   * Load logs, then show them, or the error.
   * @param {() => Promise<void>} load
   */
  async #showAfter(load) {
    const { signal } = this.#asked;
    try {
      await load();
    } catch (error) {
      this.#fail(error, signal);
    } finally {
      if (!signal.aborted) this.#showLogs();
    }
  }

  async #loadNewer() {
    if (!this.#pages.canLoadNewer) return;
    const { signal } = this.#asked;
    try {
      await this.#pages.loadNewer(() => this.#showLogs());
    } catch (error) {
      this.#fail(error, signal);
    }
  }

  /** @param {string} logId */
  async #loadNeighbours(logId) {
    await this.#pages.loadNeighbours(logId);
    this.#showLogs();
    this.#list.reveal(logId);
  }

  /** @param {LogPages} pages */
  async #lookForAny(pages) {
    const isEmpty = await pages.isTenantEmpty();
    this.#isFirst = isEmpty && !pages.logs.length && !this.#liveLogs.waitingCount;
    if (this.#isFirst) this.#first.show(this.#search.tenant);
  }

  async #chart() {
    const search = this.#search;
    const { signal } = this.#asked;
    if (!search.tenant || signal.aborted) return;
    try {
      const chart = await loadChart(search, this.#pages.logs, signal);
      if (!chart || signal.aborted) return;
      this.#histogram.show(chart.histogram);
      this.#bar.showFacets(this.#search, chart.facets);
    } catch (error) {
      this.#fail(error, signal);
    }
  }

  #showLive() {
    showLiveState(this.#live, this.#search, this.#liveLogs.state);
  }

  #toggleLive() {
    if (!this.#search.isOpenEnded) return;
    address.change({ live: this.#search.paused ? null : 'off' }, { completes: true });
    if (!this.#search.paused) this.#showAll();
  }

  #announce() {
    if (!this.#unannounced) return;
    this.#status.textContent = `${this.#unannounced.toLocaleString('en')} new ${this.#unannounced === 1 ? 'log' : 'logs'}`;
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
