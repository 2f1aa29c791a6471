/**
 * The keys that the user entered: a tenant's, which reads logs, and an administrator's. They are kept in memory, or in the
 * tab's session storage if the user chose that.
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
   * Use a key: its start tells whether it is an administrator's.
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
