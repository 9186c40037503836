"""Figures out: each report is one typed table, with a plain shape for programs beside it."""
