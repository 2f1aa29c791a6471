/** The levels, the most serious one first; `none` stands for logs without a level. */

export const LEVELS = /** @type {const} */ (['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'none']);
/** The levels that a search can filter by. */
export const SEARCHED_LEVELS = LEVELS.slice(0, -1);
