"""From evidence to two probabilities: operating risk and relocation risk, as sums of named contributions."""
