/** The position of each row of the list. */

/** @typedef {import('./api.js').Log} Log */

/** The maximum number of rows in the DOM. */
export const MOST_IN_PAGE = 300;
const FIRST_GUESS_OPEN = 320;

export class Rows {
  rowHeight = 24;
  /** @type {Log[]} */
  #logs = [];
  /** Heights of open rows by log id. @type {Map<string, number>} */
  #open = new Map();
  /** Open rows that are in the list, in its order. @type {{index: number, height: number}[] | null} */
  #inOrder = null;

  /** @param {Log[]} logs */
  setLogs(logs) {
    this.#logs = logs;
    this.#inOrder = null;
  }

  /** @param {string} logId */
  isOpen(logId) {
    return this.#open.has(logId);
  }

  /** @param {string} logId */
  open(logId) {
    this.#open.set(logId, FIRST_GUESS_OPEN);
    this.#inOrder = null;
  }

  /** @param {string} logId */
  close(logId) {
    this.#open.delete(logId);
    this.#inOrder = null;
  }

  closeAll() {
    this.#open.clear();
    this.#inOrder = null;
  }

  /**
   * Set the measured height of an open row; returns whether the height changed.
   * @param {string} logId
   * @param {number} height
   */
  setOpenHeight(logId, height) {
    if (!this.#open.has(logId) || this.#open.get(logId) === height) return false;
    this.#open.set(logId, height);
    this.#inOrder = null;
    return true;
  }

  get total() {
    return this.topAt(this.#logs.length);
  }

  /** @param {string} logId */
  indexOf(logId) {
    return this.#logs.findIndex((log) => log.log_id === logId);
  }

  /** @param {string} logId */
  topOf(logId) {
    return this.topAt(Math.max(0, this.indexOf(logId)));
  }

  /** @param {number} index */
  topAt(index) {
    let top = index * this.rowHeight;
    for (const row of this.#openRows()) if (row.index < index) top += row.height - this.rowHeight;
    return top;
  }

  /**
   * The row at a distance from the top of the list.
   * @param {number} distance
   */
  indexAt(distance) {
    let top = 0;
    let index = 0;
    for (const row of this.#openRows()) {
      const until = top + (row.index - index) * this.rowHeight;
      if (distance < until) break;
      if (distance < until + row.height) return row.index;
      top = until + row.height;
      index = row.index + 1;
    }
    return Math.max(0, Math.min(index + Math.floor((distance - top) / this.rowHeight), this.#logs.length - 1));
  }

  #openRows() {
    if (!this.#inOrder) {
      this.#inOrder = [];
      if (this.#open.size) {
        this.#logs.forEach((log, index) => {
          const height = this.#open.get(log.log_id);
          if (height !== undefined) this.#inOrder?.push({ index, height });
        });
      }
    }
    return this.#inOrder;
  }
}
