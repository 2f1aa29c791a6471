"""LogQL, the query language of Loki (https://grafana.com/docs/loki/latest/query/), as far as its clients need it."""
