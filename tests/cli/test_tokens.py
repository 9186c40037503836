"""`federation token`: add shows the token once, list never, remove ends it."""

from tests.cli.conftest import Run


def test_tokens_by_the_terminal(run: Run) -> None:
    run("init", "--role", "city", "--name", "Windhoek", "--recovery-out", "k", data="city")
    made = run("token", "add", "Call centre", "--scope", "open311", "--json", data="city").row
    assert made.keys() == {"name", "scope", "token"}
    assert len(made["token"]) == 32
    shown = run("token", "add", "Figures", "--scope", "read", data="city").out
    assert shown.startswith("The token of Figures, shown this once")
    listed = run("token", "list", "--json", data="city").row["tokens"]
    assert [(one["name"], one["scope"]) for one in listed] == [
        ("Call centre", "open311"),
        ("Figures", "read"),
    ]
    assert made["token"] not in run("token", "list", data="city").out
    assert run("token", "remove", "figures", "--json", data="city").row == {"name": "Figures"}
    assert len(run("token", "list", "--json", data="city").row["tokens"]) == 1
    told = run("token", "add", "call centre", "--scope", "read", data="city", code=1).err
    assert told.startswith("There is a token for Call centre already.")
    assert run("token", "add", "X", "--scope", "all", data="city", code=1).err.count("\n") == 1
    run("token", "add", "X", data="city", code=2)
