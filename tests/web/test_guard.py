"""The door: who and what comes in, and what every answer carries."""

from .conftest import HOST, PIN, Browser


def test_login_and_home(app):
    browser = Browser(app).log_in()
    page = browser.get("/")
    assert page.status_code == 200
    assert "In the box" in page.text


def test_styleguide(treasurer):
    assert treasurer.get("/styleguide").status_code == 200
