"""Files between nodes: keys and cards, enrolment, the batch file, export and intake."""
