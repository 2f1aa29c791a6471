"""The part of LogQL, Loki's query language (https://grafana.com/docs/loki/latest/query/), that Loki's clients need."""
