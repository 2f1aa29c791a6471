/**
 * The keys of this visit: in memory, or where the user wants it in the tab's session storage. One is a tenant's, by which
 * logs are read; the other is an administrator's.
 */

// domain/api_key.py
const ADMIN_START = 'alp__admin_';
const NAMES = { tenant: 'key', admin: 'admin-key' };

class Session {
  /** @type {string | null} */
  #key = sessionStorage.getItem(NAMES.tenant);
  /** @type {string | null} */
  #adminKey = sessionStorage.getItem(NAMES.admin);

  get key() {
    return this.#key;
  }

  get adminKey() {
    return this.#adminKey;
  }

  /**
   * Use a key for what it is.
   * @param {string} key
   * @param {boolean} keep until the tab is closed
   */
  begin(key, keep) {
    const isAdmin = key.startsWith(ADMIN_START);
    if (isAdmin) this.#adminKey = key;
    else this.#key = key;
    if (keep) sessionStorage.setItem(isAdmin ? NAMES.admin : NAMES.tenant, key);
  }

  endTenant() {
    this.#key = null;
    sessionStorage.removeItem(NAMES.tenant);
  }

  endAdmin() {
    this.#adminKey = null;
    sessionStorage.removeItem(NAMES.admin);
  }

  end() {
    this.endTenant();
    this.endAdmin();
  }
}

export const session = new Session();
