"""The durable job table, worker, outbox and egress.

Register work with `kinds.job`, ask for it with `queue.enqueue`; listen to events with `outbox.outbox`; leave the house
through `egress.send` only.
"""
