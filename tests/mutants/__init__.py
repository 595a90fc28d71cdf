"""Mutants of the gate, the delivery, the outbox, the drafts, the escaping and the desk: a test must kill each."""
