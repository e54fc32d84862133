"""Any sequence of events: what may happen to a home (steps), what it should hold then (facts, world), and processes that die (killed)."""
