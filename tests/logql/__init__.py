"""LogQL, held to Grafana's own grammar."""
