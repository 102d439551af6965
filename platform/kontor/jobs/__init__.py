"""The durable job table, worker, outbox and egress."""
