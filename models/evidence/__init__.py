"""Evidence that an enterprise departs from its normal; in: panels and expectations, out: shifts, hypotheses, features. No deciding here."""
