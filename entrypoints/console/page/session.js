/** The key of this visit: in memory, or where the user wants it in the tab's session storage. */

const STORED = 'key';

class Session {
  /** @type {string | null} */
  #key = sessionStorage.getItem(STORED);

  get key() {
    return this.#key;
  }

  /**
   * @param {string} key
   * @param {boolean} keep until the tab is closed
   */
  begin(key, keep) {
    this.#key = key;
    if (keep) sessionStorage.setItem(STORED, key);
  }

  end() {
    this.#key = null;
    sessionStorage.removeItem(STORED);
  }
}

export const session = new Session();
