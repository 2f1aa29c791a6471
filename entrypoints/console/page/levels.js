/** The levels, the most serious one first; `none` stands for logs without one. */

export const LEVELS = /** @type {const} */ (['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'none']);
/** Those that a search can ask for. */
export const SEARCHED_LEVELS = LEVELS.slice(0, -1);
