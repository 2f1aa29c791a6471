/** Starts the console: each element is a module of its own, and defines itself. */

import './log-console.js';
