"""Loki's query API (https://grafana.com/docs/loki/latest/reference/loki-http-api/), for Grafana and logcli."""
