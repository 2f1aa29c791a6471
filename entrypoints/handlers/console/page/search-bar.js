/** The form of the search: words or a regular expression, time, service and levels, and the attributes that filter it. */

import { address } from './address.js';
import { fill, make } from './dom.js';
import { SEARCHED_LEVELS } from './levels.js';
import { ALL_TIME, RANGES, Search, chooseTime, clearFilters } from './search.js';
import { range, toInput } from './times.js';

/** @typedef {import('./api.js').Facet} Facet */

const CUSTOM = 'custom';
const CHOSEN = 'chosen';

export class SearchBar extends HTMLElement {
  #text = /** @type {HTMLInputElement} */ (make('input', { type: 'search', id: 'search', placeholder: 'timeout "card declined" -healthz', 'aria-label': 'Search', spellcheck: 'false', autocomplete: 'off', enterkeyhint: 'search' }));
  #expression = make('button.quiet.code', { type: 'button', 'aria-pressed': 'false', title: 'Search by a regular expression (RE2)', 'aria-label': 'Regular expression' }, '.*');
  #time = /** @type {HTMLSelectElement} */ (make('select', { 'aria-label': 'Time' }));
  #service = /** @type {HTMLSelectElement} */ (make('select', { 'aria-label': 'Service' }));
  #from = /** @type {HTMLInputElement} */ (make('input', { type: 'datetime-local', step: 1, 'aria-label': 'From' }));
  #to = /** @type {HTMLInputElement} */ (make('input', { type: 'datetime-local', step: 1, 'aria-label': 'Until' }));
  #custom = make('form.custom', { hidden: true }, this.#from, ' – ', this.#to, make('button', { type: 'submit' }, 'Show'));
  #levels = make('div.levels', { role: 'group', 'aria-label': 'Levels' });
  #active = make('div.active', { role: 'group', 'aria-label': 'Filters' });
  /** @type {Facet[]} */
  #facets = [];

  connectedCallback() {
    if (this.firstChild) return;
    const form = make('form.search', { role: 'search' }, this.#text, this.#expression);
    this.append(make('div.fields', {}, form, this.#time, this.#service), this.#custom, make('div.chips', {}, this.#levels, this.#active));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#search();
    });
    // The browser's button that clears the field sends this event.
    this.#text.addEventListener('search', () => { if (!this.#text.value) this.#search(); });
    this.#expression.addEventListener('click', () => {
      this.#expression.ariaPressed = String(this.#expression.ariaPressed !== 'true');
      if (this.#text.value) this.#search();
    });
    this.#time.addEventListener('change', () => this.#chooseTime());
    this.#service.addEventListener('change', () => address.change({ service: this.#service.value, log: null }));
    this.#custom.addEventListener('submit', (event) => {
      event.preventDefault();
      const [since, until] = [Date.parse(this.#from.value), Date.parse(this.#to.value)];
      if (since < until) chooseTime(since, until);
    });
  }

  focusText() {
    this.#text.focus();
    this.#text.select();
  }

  /** @param {Search} search */
  show(search) {
    const expression = search.filters.get('re');
    if (document.activeElement !== this.#text) this.#text.value = expression ?? search.filters.get('q') ?? '';
    this.#expression.ariaPressed = String(expression !== null);
    this.#showTimes(search);
    this.#custom.hidden = true;
    this.showFacets(search, this.#facets);
    this.#showActive(search);
  }

  /**
   * @param {Search} search
   * @param {Facet[]} facets
   */
  showFacets(search, facets) {
    this.#facets = facets;
    this.#showServices(search);
    this.#showLevels(search);
  }

  /** @param {Search} search */
  #showTimes(search) {
    const known = !search.until && RANGES.some(([since]) => since === search.since);
    const options = RANGES.map(([since, label]) => make('option', { value: since }, label));
    if (!known) options.unshift(make('option', { value: CHOSEN }, search.since === ALL_TIME ? 'All time' : range(search.sinceMoment, search.untilMoment)));
    options.push(make('option', { value: CUSTOM }, 'Custom range …'));
    fill(this.#time, ...options);
    this.#time.value = known ? search.since : CHOSEN;
  }

  #chooseTime() {
    if (this.#time.value === CUSTOM) {
      const search = new Search();
      this.#from.value = toInput(Math.max(search.sinceMoment, search.now - 7 * 86_400_000));
      this.#to.value = toInput(search.untilMoment);
      this.#custom.hidden = false;
      this.#from.focus();
    } else if (this.#time.value !== CHOSEN) address.change({ since: this.#time.value, until: null, log: null });
  }

  /** @param {Search} search */
  #showServices(search) {
    const chosen = search.filters.get('service') ?? '';
    const found = this.#facets.find((facet) => facet.field === 'service')?.values ?? [];
    const options = [make('option', { value: '' }, 'All services')];
    for (const { value, count } of found) if (value) options.push(make('option', { value }, `${value} (${count.toLocaleString('en')})`));
    if (chosen && !found.some(({ value }) => value === chosen)) options.push(make('option', { value: chosen }, chosen));
    fill(this.#service, ...options);
    this.#service.value = chosen;
  }

  /** @param {Search} search */
  #showLevels(search) {
    const chosen = new Set((search.filters.get('level') ?? '').split(',').filter(Boolean));
    const counts = new Map(this.#facets.find((facet) => facet.field === 'level')?.values.map(({ value, count }) => [value, count]));
    const focused = this.#levels.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.level : undefined;
    const toggle = (/** @type {string} */ level) => {
      const next = new Set(chosen);
      if (!next.delete(level)) next.add(level);
      address.change({ level: [...next].join(','), log: null });
    };
    fill(
      this.#levels,
      ...SEARCHED_LEVELS.map((level) => make(
        'button.level',
        { type: 'button', 'data-level': level, 'aria-pressed': String(chosen.has(level)), onclick: () => toggle(level) },
        level,
        make('span.count', {}, counts.get(level)?.toLocaleString('en') ?? '')),
      ),
    );
    if (focused) /** @type {HTMLElement | null} */ (this.#levels.querySelector(`[data-level="${focused}"]`))?.focus();
  }

  /** @param {Search} search */
  #showActive(search) {
    /** @type {Node[]} */
    const chips = [];
    for (const [name, value] of search.filters) {
      if (name === 'q' || name === 'level' || name === 'service' || name === 're') continue;
      const label = name.startsWith('attr.') ? name.slice('attr.'.length) : name;
      const operator = label.endsWith('!') ? '≠' : '=';
      const remove = () => {
        const rest = search.filters.getAll(name).filter((each) => each !== value);
        address.change({ [name]: rest, log: null });
      };
      chips.push(make('button.active-filter', { type: 'button', title: 'Remove this filter', onclick: remove }, `${label.replace(/!$/, '')} ${operator} ${value}`, make('span', { 'aria-hidden': 'true' }, ' ×')));
    }
    if (search.isFiltered) chips.push(make('button.link', { type: 'button', onclick: clearFilters }, 'Clear filters'));
    fill(this.#active, ...chips);
  }

  #search() {
    const text = this.#text.value.trim();
    const isExpression = this.#expression.ariaPressed === 'true';
    address.change({ q: isExpression ? null : text, re: isExpression ? text : null, log: null });
  }
}

customElements.define('search-bar', SearchBar);
