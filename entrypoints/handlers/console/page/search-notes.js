/** Notes on a search, with buttons that change it: nothing was found, or the list shows the neighbours of a log. */

import { address } from './address.js';
import { fill, make } from './dom.js';
import { ALL_TIME, clearFilters } from './search.js';
import { clockTime, date } from './times.js';

/**
 * Say that nothing was found, and offer to search wider.
 * @param {HTMLElement} place
 * @param {import('./search.js').Search} search
 */
export function showNothingFound(place, search) {
  const wider = search.since !== ALL_TIME && make('button', { type: 'button', onclick: () => address.change({ since: ALL_TIME, until: null }) }, 'Search all time');
  const fewer = search.isFiltered && make('button', { type: 'button', onclick: clearFilters }, 'Clear filters');
  fill(place, make('p', {}, 'No logs found.', search.isOpenEnded && ' New logs that match appear here.'), make('div.choices', {}, wider, fewer));
}

/**
 * Say that the list shows the neighbours of this log.
 * @param {HTMLElement} place
 * @param {import('./api.js').Log | undefined} log nothing is shown without one
 */
export function showNeighboursOf(place, log) {
  place.hidden = !log;
  if (!log) return;
  fill(
    place,
    make('span', {}, `Logs around ${date(log.time)} ${clockTime(log.time)}`),
    make('button.link', { type: 'button', onclick: () => address.change({ log: null }) }, 'Back to the search'),
  );
}
