"""PostgreSQL behind the sandbox's Aurora clusters: one server process a cluster, on loopback."""
