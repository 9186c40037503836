"""Deeds of this node: frozen orders and the handlers that decide what becomes of them."""
