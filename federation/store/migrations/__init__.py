"""Numbered changes of the journal and local tables; projections are rebuilt instead."""
