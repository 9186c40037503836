"""Rules that decide: from what is asked and what is known to events, or a refusal."""
