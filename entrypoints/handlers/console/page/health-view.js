/** The state of the installation: accepted, queued and refused logs, processing times, and dead letters. */

import { api, ApiError, pause } from './api.js';
import { fill, make, makeSvg } from './dom.js';
import { chip } from './log-text.js';
import { Metrics } from './metrics.js';
import './dead-letters.js';

const EVERY_MILLISECONDS = 2_000;
/** About five minutes. */
const MOST_SAMPLES = 150;
/** With fewer points, a line would change its shape with each sample. */
const FEWEST_SAMPLES = 20;
const HEIGHT = 32;

export class HealthView extends HTMLElement {
  #tiles = make('div.tiles');
  #reasons = make('div.reasons');
  #error = make('div.error', { role: 'alert' });
  #ended = new AbortController();
  /** @type {Metrics[]} */
  #samples = [];

  connectedCallback() {
    if (!this.firstChild) this.append(this.#error, this.#tiles, this.#reasons, document.createElement('dead-letters'));
    this.#ended = new AbortController();
    this.#watch(this.#ended.signal);
  }

  disconnectedCallback() {
    this.#ended.abort();
  }

  /** @param {AbortSignal} signal */
  async #watch(signal) {
    while (!signal.aborted) {
      try {
        this.#samples.push(new Metrics(await api.metrics(signal)));
        if (this.#samples.length > MOST_SAMPLES) this.#samples.shift();
        this.#error.textContent = '';
        this.#show();
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof ApiError)) throw error;
        if (error.status === 401) {
          this.dispatchEvent(new Event('key-refused', { bubbles: true }));
          return;
        }
        if (error.status === 404) {
          fill(this.#tiles, make('p.about', {}, "On AWS, these counts are in CloudWatch: open the stack's output DashboardUrl."));
          return;
        }
        // A restarted server counts from zero again.
        this.#samples = [];
        this.#error.textContent = error.message;
      }
      await pause(EVERY_MILLISECONDS, signal).catch(() => undefined);
    }
  }

  #show() {
    const now = /** @type {Metrics} */ (this.#samples.at(-1));
    const first = this.#samples[0];
    const seconds = Math.max((now.at - first.at) / 1_000, 1);
    const rate = (/** @type {string} */ name) => (now.total(name) - first.total(name)) / seconds;
    const lately = now.agesSince(first);
    const ages = lately.count ? lately : now.agesSince(null);
    const dead = now.total('kept_dead_letters');
    fill(
      this.#tiles,
      this.#tile('Accepted', number(now.total('accepted_total')), `${perSecond(rate('accepted_total'))} recently`, this.#rates('accepted_total')),
      this.#tile('Stored', number(now.total('stored_total') + now.total('conflicts_total')), `${perSecond(rate('stored_total'))} recently`, this.#rates('stored_total')),
      this.#tile('Waiting', number(now.total('queued_messages')), oldest(now.total('queued_messages'), now.total('oldest_message_seconds')), this.#samples.map((sample) => sample.total('queued_messages'))),
      this.#tile('Time until stored', ages.count ? `${duration(ages.quantile(0.5))}` : '–', ages.count ? `median; 95 % within ${duration(ages.quantile(0.95))}` : 'nothing stored yet', null),
      this.#tile('Refused', number(now.total('refused_total')), `${perSecond(rate('refused_total'))} recently`, this.#rates('refused_total')),
      this.#tile('Dead letters', number(dead), dead ? 'could not be processed' : 'none', null),
    );
    fill(
      this.#reasons,
      table('Refused, by reason', now.labels('refused_total')),
      table('Redacted, by kind', now.labels('redacted_total'), true),
      table('Failed attempts, by reason', now.labels('failed_total')),
    );
  }

  /** The increase from each sample to the next. @param {string} name */
  #rates(name) {
    return this.#samples.slice(1).map((sample, index) => Math.max(0, sample.total(name) - this.#samples[index].total(name)));
  }

  /**
   * @param {string} title
   * @param {string} value
   * @param {string} about
   * @param {number[] | null} line
   */
  #tile(title, value, about, line) {
    return make('section.tile', {}, make('h2', {}, title), make('p.value', {}, value), make('p.about', {}, about), line && sparkline(line));
  }
}

/** @param {number[]} values */
function sparkline(values) {
  const most = Math.max(1, ...values);
  const width = Math.max(values.length, FEWEST_SAMPLES) - 1;
  const svg = makeSvg('svg', { viewBox: `0 0 ${width} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true', class: 'sparkline' });
  const start = width + 1 - values.length;
  const points = values.map((value, index) => `${start + index},${(HEIGHT - 1 - (value / most) * (HEIGHT - 2)).toFixed(1)}`);
  svg.append(makeSvg('polyline', { points: points.join(' '), 'vector-effect': 'non-scaling-stroke' }));
  return svg;
}

/**
 * @param {string} title
 * @param {[string, number][]} rows
 * @param {boolean} [areKinds]
 */
function table(title, rows, areKinds = false) {
  const lines = rows.sort(([, a], [, b]) => b - a).map(([name, count]) => make('tr', {}, make('th', { scope: 'row' }, areKinds ? chip(name, name) : make('code', {}, name)), make('td', {}, number(count))));
  const body = lines.length ? make('table', {}, make('tbody', {}, ...lines)) : make('p.about', {}, 'None.');
  return make('section', {}, make('h2', {}, title), body);
}

/** @param {number} value */
function number(value) {
  return value.toLocaleString('en');
}

/** @param {number} value */
function perSecond(value) {
  return `${value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 })}/s`;
}

/**
 * @param {number} waiting
 * @param {number} seconds
 */
function oldest(waiting, seconds) {
  if (!waiting) return 'the queue is empty';
  return `the oldest for ${seconds ? duration(seconds) : 'less than 1 s'}`;
}

/** @param {number} seconds */
export function duration(seconds) {
  if (seconds < 1) return `${Math.round(seconds * 1_000)} ms`;
  if (seconds < 90) return `${seconds.toLocaleString('en', { maximumFractionDigits: 1 })} s`;
  return seconds < 5_400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
}

customElements.define('health-view', HealthView);
