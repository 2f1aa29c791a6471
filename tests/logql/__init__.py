"""LogQL, compared with Grafana's own grammar."""
