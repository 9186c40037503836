"""Sheets of paper: each is one frozen value, printed from a page or written as a PDF."""
