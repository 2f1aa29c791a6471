/**
 * A chart of logs by time and level. Drag over it to narrow the time, or select with the arrow keys: Shift extends the
 * selection, Enter searches within it.
 */

import { fill, make, makeSvg } from './dom.js';
import { LEVELS } from './levels.js';
import { mark, range } from './times.js';

/** @typedef {import('./api.js').Histogram} Histogram */

const HEIGHT = 100;
const MARKS = 5;

export class LogHistogram extends HTMLElement {
  #chart = makeSvg('svg', { preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  #brush = make('div.brush', { hidden: true });
  #marks = make('div.marks', { 'aria-hidden': 'true' });
  #most = make('div.most', { 'aria-hidden': 'true' });
  #tip = make('output.tip', { hidden: true });
  #area = make('div.area', { tabindex: 0, role: 'group', 'aria-label': 'Logs by time. Arrow keys select a bar, Shift extends the selection, Enter narrows the time to it.' });
  /** @type {Histogram | null} */
  #histogram = null;
  /** The first and last selected bar, in either order. @type {{from: number, to: number} | null} */
  #choice = null;

  connectedCallback() {
    if (this.firstChild) return;
    this.#area.append(this.#chart, this.#brush);
    this.append(this.#most, this.#area, this.#marks, this.#tip);
    this.#area.addEventListener('pointerdown', (event) => this.#onPress(event));
    this.#area.addEventListener('pointermove', (event) => this.#onMove(event));
    this.#area.addEventListener('pointerup', () => this.#onRelease());
    this.#area.addEventListener('pointerleave', () => { if (!this.#choice) this.#tip.hidden = true; });
    this.#area.addEventListener('keydown', (event) => this.#onKey(event));
    this.#area.addEventListener('blur', () => this.#choose(null));
  }

  /** @param {Histogram} histogram */
  show(histogram) {
    this.#histogram = histogram;
    const { buckets } = histogram;
    const most = Math.max(1, ...buckets.map((bucket) => bucket.count));
    this.#chart.setAttribute('viewBox', `0 0 ${Math.max(1, buckets.length)} ${HEIGHT}`);
    this.#chart.replaceChildren();
    buckets.forEach((bucket, index) => {
      let top = HEIGHT;
      for (const level of [...LEVELS].reverse()) {
        const count = bucket.counts[level] ?? 0;
        if (!count) continue;
        // Even the smallest bar stays visible.
        const height = Math.max((count / most) * HEIGHT, 1.5);
        top -= height;
        this.#chart.append(makeSvg('rect', { x: index + 0.08, y: Math.max(top, 0), width: 0.84, height, 'data-level': level }));
      }
    });
    this.#most.textContent = most > 1 ? most.toLocaleString('en') : '';
    this.#showMarks();
    this.classList.toggle('partial', !histogram.complete);
  }

  #showMarks() {
    const [since, until] = this.#span();
    const places = Array.from({ length: MARKS }, (_, index) => since + ((until - since) * index) / (MARKS - 1));
    fill(this.#marks, ...places.map((place) => make('span', {}, mark(place, until - since))));
  }

  /** The time range of all bars. @returns {[number, number]} */
  #span() {
    const buckets = this.#histogram?.buckets ?? [];
    if (!buckets.length) return [0, 0];
    return [this.#startOf(0), this.#startOf(buckets.length)];
  }

  /** @param {number} index */
  #startOf(index) {
    const { buckets, step_seconds: step } = /** @type {Histogram} */ (this.#histogram);
    return Date.parse(buckets[0].start) + index * step * 1_000;
  }

  /** @param {PointerEvent} event */
  #barAt(event) {
    const box = this.#area.getBoundingClientRect();
    const bars = this.#histogram?.buckets.length ?? 0;
    return Math.max(0, Math.min(bars - 1, Math.floor(((event.clientX - box.left) / box.width) * bars)));
  }

  /** @param {PointerEvent} event */
  #onPress(event) {
    if (event.button || !this.#histogram?.buckets.length) return;
    this.#area.setPointerCapture(event.pointerId);
    const bar = this.#barAt(event);
    this.#choose({ from: bar, to: bar });
  }

  /** @param {PointerEvent} event */
  #onMove(event) {
    if (!this.#histogram?.buckets.length) return;
    const bar = this.#barAt(event);
    if (event.buttons & 1 && this.#choice) this.#choose({ from: this.#choice.from, to: bar });
    else this.#tell(bar, bar);
  }

  #onRelease() {
    if (this.#choice) this.#take();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const bars = this.#histogram?.buckets.length ?? 0;
    if (!bars) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) {
      const to = Math.max(0, Math.min(bars - 1, this.#choice ? this.#choice.to + step : bars - 1));
      this.#choose({ from: event.shiftKey && this.#choice ? this.#choice.from : to, to });
    } else if (event.key === 'Enter' && this.#choice) this.#take();
    else if (event.key === 'Escape') this.#choose(null);
    else return;
    event.preventDefault();
  }

  /** @param {{from: number, to: number} | null} choice */
  #choose(choice) {
    this.#choice = choice;
    this.#brush.hidden = !choice;
    if (!choice) {
      this.#tip.hidden = true;
      return;
    }
    const [low, high] = [Math.min(choice.from, choice.to), Math.max(choice.from, choice.to)];
    const bars = this.#histogram?.buckets.length ?? 1;
    this.#brush.style.left = `${(low / bars) * 100}%`;
    this.#brush.style.width = `${((high - low + 1) / bars) * 100}%`;
    this.#tell(low, high);
  }

  #take() {
    if (!this.#choice) return;
    const { from, to } = this.#choice;
    const [since, until] = [this.#startOf(Math.min(from, to)), this.#startOf(Math.max(from, to) + 1)];
    this.#choose(null);
    this.dispatchEvent(new CustomEvent('choose-time', { detail: { since, until } }));
  }

  /**
   * Show the time and the counts of some bars.
   * @param {number} low
   * @param {number} high
   */
  #tell(low, high) {
    const buckets = this.#histogram?.buckets.slice(low, high + 1) ?? [];
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const bucket of buckets) for (const [level, count] of Object.entries(bucket.counts)) counts.set(level, (counts.get(level) ?? 0) + count);
    const parts = LEVELS.filter((level) => counts.get(level)).map((level) => `${level} ${counts.get(level)?.toLocaleString('en')}`);
    this.#tip.hidden = false;
    this.#tip.textContent = `${range(this.#startOf(low), this.#startOf(high + 1))}   ${parts.join(' · ') || 'no logs'}`;
  }
}

customElements.define('log-histogram', LogHistogram);
