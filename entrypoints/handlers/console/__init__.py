"""The console: one web page over the native API, and the routes that serve it."""
