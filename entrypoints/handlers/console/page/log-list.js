/**
 * The list of logs. Only the visible rows and some around them are in the DOM.
 *
 * All closed rows have the same height; the height of an open row is measured. Keyboard: j and k or the arrow keys move,
 * Enter opens.
 */

import { make } from './dom.js';
import { MOST_IN_PAGE, Rows } from './rows.js';
import { clockTime, date } from './times.js';
import { renderText } from './log-text.js';
import './log-details.js';

/** @typedef {import('./api.js').Log} Log */

const OVERSCAN_ROWS = 12;
const NEAR_END_PIXELS = 1_200;

export class LogList extends HTMLElement {
  /** @type {Log[]} */
  #logs = [];
  /** @type {Map<string, HTMLElement>} */
  #rows = new Map();
  #heights = new Rows();
  /** @type {string | null} */
  #current = null;
  /** @type {string | null} */
  #marked = null;
  #scheduled = false;
  #placesChanged = false;
  #resized = new ResizeObserver((entries) => this.#measure(entries));
  #space = make('div.space');
  #window = make('div.window', { role: 'feed', 'aria-label': 'Logs, newest first' });

  connectedCallback() {
    if (this.#space.parentNode) return;
    this.tabIndex = -1;
    this.append(this.#space);
    this.#space.append(this.#window);
    this.addEventListener('scroll', () => this.#schedule(), { passive: true });
    this.addEventListener('keydown', (event) => this.#onKey(event));
    this.#window.addEventListener('click', (event) => this.#onClick(event));
    this.#window.addEventListener('focusin', (event) => this.#onFocus(event));
    new ResizeObserver(() => this.#onResize()).observe(this);
  }

  get length() {
    return this.#logs.length;
  }

  get isAtTop() {
    return this.scrollTop < 4;
  }

  /**
   * Show these logs. The visible rows stay in place unless the list is scrolled to its top.
   * @param {Log[]} logs
   */
  show(logs) {
    const anchor = this.isAtTop ? null : this.#anchor();
    this.#logs = logs;
    this.#heights.setLogs(logs);
    this.#resize();
    if (anchor) this.scrollTop = this.#heights.topOf(anchor.logId) + anchor.offset;
    this.#render();
  }

  /** Close all rows, and scroll to the top. */
  reset() {
    this.#heights.closeAll();
    this.#current = this.#marked = null;
    this.scrollTop = 0;
  }

  /**
   * Open a log, and scroll to it.
   * @param {string} logId
   */
  reveal(logId) {
    this.#marked = this.#current = logId;
    this.#heights.open(logId);
    this.#forget(logId);
    this.scrollTop = Math.max(0, this.#heights.topOf(logId) - this.clientHeight / 4);
    this.#render();
  }

  scrollToTop() {
    this.scrollTop = 0;
    this.#render();
  }

  /**
   * Move to the next log, or the one before.
   * @param {1 | -1} by
   */
  move(by) {
    if (!this.#logs.length) return;
    const at = this.#current === null ? -1 : this.#heights.indexOf(this.#current);
    const index = at < 0 ? this.#heights.indexAt(this.scrollTop) : Math.min(Math.max(at + by, 0), this.#logs.length - 1);
    this.#focus(index);
  }

  /** @param {number} index */
  #focus(index) {
    const log = this.#logs[index];
    this.#current = log.log_id;
    const top = this.#heights.topAt(index);
    const height = this.#heights.rowHeight;
    if (top < this.scrollTop) this.scrollTop = top;
    else if (top + height > this.scrollTop + this.clientHeight) this.scrollTop = top + height - this.clientHeight;
    this.#render();
    this.#toggleOf(this.#rows.get(log.log_id))?.focus({ preventScroll: true });
  }

  #resize() {
    this.#placesChanged = true;
    this.#space.style.height = `${this.#heights.total}px`;
  }

  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#render();
    });
  }

  #render() {
    // Read both before any change: reading them later would make the browser lay out the page twice.
    const [top, bottom] = [this.scrollTop, this.scrollTop + this.clientHeight];
    const first = Math.max(0, this.#heights.indexAt(top) - OVERSCAN_ROWS);
    const last = Math.min(this.#logs.length, this.#heights.indexAt(bottom) + OVERSCAN_ROWS + 1, first + MOST_IN_PAGE);
    /** @type {Set<string>} */
    const wanted = new Set();
    for (let index = first; index < last; index++) wanted.add(this.#logs[index].log_id);
    for (const logId of this.#rows.keys()) if (!wanted.has(logId)) this.#forget(logId);
    let at = this.#window.firstElementChild;
    for (let index = first; index < last; index++) {
      const log = this.#logs[index];
      let row = this.#rows.get(log.log_id);
      if (!row) {
        row = this.#makeRow(log);
        this.#rows.set(log.log_id, row);
        this.#setPlace(row, index);
      } else if (this.#placesChanged) this.#setPlace(row, index);
      if (row === at) at = at.nextElementSibling;
      else this.#window.insertBefore(row, at);
    }
    this.#placesChanged = false;
    if (bottom > this.#heights.total - NEAR_END_PIXELS) this.#tell('near-end');
    if (top < NEAR_END_PIXELS) this.#tell('near-start');
  }

  /**
   * @param {HTMLElement} row
   * @param {number} index
   */
  #setPlace(row, index) {
    // Each row has an absolute position, so rows that stay visible are not painted again.
    row.style.top = `${this.#heights.topAt(index)}px`;
    row.ariaPosInSet = String(index + 1);
    row.ariaSetSize = String(this.#logs.length);
  }

  /** @param {string} name */
  #tell(name) {
    this.dispatchEvent(new Event(name));
  }

  /** @param {Log} log */
  #makeRow(log) {
    const isOpen = this.#heights.isOpen(log.log_id);
    const toggle = make('button.toggle', { type: 'button', 'aria-expanded': String(isOpen) }, make('span.date', {}, `${date(log.time)} `), clockTime(log.time));
    const text = make('span.text', { dir: 'auto' });
    text.append(renderText(log.text, log.redactions, true));
    const row = make(
      'article.row',
      { 'data-id': log.log_id, 'data-level': log.level ?? 'none', 'aria-label': `${log.level ?? ''} ${log.service ?? ''}`.trim() || 'log' },
      make('div.line', {}, toggle, make('span.level', {}, log.level ?? '–'), make('span.service', {}, log.service ?? ''), text),
    );
    if (log.log_id === this.#marked) row.classList.add('marked');
    if (isOpen) this.#addDetails(row, log);
    return row;
  }

  /**
   * @param {HTMLElement} row
   * @param {Log} log
   */
  #addDetails(row, log) {
    const details = /** @type {import('./log-details.js').LogDetails} */ (document.createElement('log-details'));
    details.log = log;
    row.append(details);
    row.classList.add('open');
    this.#resized.observe(row);
  }

  /** @param {string} logId */
  #toggle(logId) {
    const index = this.#heights.indexOf(logId);
    if (index < 0) return;
    if (this.#heights.isOpen(logId)) this.#heights.close(logId);
    else this.#heights.open(logId);
    const hadFocus = this.#rows.get(logId)?.contains(document.activeElement);
    this.#forget(logId);
    this.#resize();
    this.#render();
    if (hadFocus) this.#toggleOf(this.#rows.get(logId))?.focus({ preventScroll: true });
  }

  /** @param {string} logId */
  #forget(logId) {
    const row = this.#rows.get(logId);
    if (!row) return;
    this.#resized.unobserve(row);
    row.remove();
    this.#rows.delete(logId);
  }

  /** @param {HTMLElement | undefined} row */
  #toggleOf(row) {
    return /** @type {HTMLElement | null | undefined} */ (row?.querySelector('.toggle'));
  }

  /** @param {ResizeObserverEntry[]} entries */
  #measure(entries) {
    let changed = false;
    for (const { target } of entries) {
      const row = /** @type {HTMLElement} */ (target);
      changed = this.#heights.setOpenHeight(row.dataset.id ?? '', row.offsetHeight) || changed;
    }
    if (!changed) return;
    this.#resize();
    this.#schedule();
  }

  #onResize() {
    const height = parseFloat(getComputedStyle(this).getPropertyValue('--row-height'));
    this.#heights.rowHeight = height || this.#heights.rowHeight;
    this.#resize();
    this.#schedule();
  }

  /** The first visible log, and how many of its pixels are above the edge. */
  #anchor() {
    const index = this.#heights.indexAt(this.scrollTop);
    const log = this.#logs[index];
    return log && { logId: log.log_id, offset: this.scrollTop - this.#heights.topAt(index) };
  }

  /** @param {Event} event */
  #onClick(event) {
    const line = event.target instanceof Element && event.target.closest('.line');
    const row = line && /** @type {HTMLElement | null} */ (line.closest('.row'));
    // Do not open a row when the user selects text in it.
    if (!row || !getSelection()?.isCollapsed) return;
    this.#current = row.dataset.id ?? null;
    this.#toggle(row.dataset.id ?? '');
  }

  /** @param {Event} event */
  #onFocus(event) {
    const row = event.target instanceof Element && /** @type {HTMLElement | null} */ (event.target.closest('.row'));
    if (row) this.#current = row.dataset.id ?? null;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const onToggle = event.target instanceof Element && event.target.matches('.toggle');
    if (!onToggle || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'ArrowDown') this.move(1);
    else if (event.key === 'ArrowUp') this.move(-1);
    else if (event.key === 'Home') this.#focus(0);
    else return;
    event.preventDefault();
  }
}

customElements.define('log-list', LogList);
