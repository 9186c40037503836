"""The page for other towns' programmers: each call of it is made, and answers what stands there."""

import json
import re
import shlex
from urllib.parse import urlsplit

import pytest

from tests.house import ROOT

from .conftest import HOST
from .open311 import follow

PAGE = (ROOT / "docs" / "open311.md").read_text("utf-8")
STEPS = re.findall(r"```sh\ncurl (.*?)\n```\n.*?```json\n(.*?)\n```", PAGE, re.DOTALL)


@pytest.mark.usefixtures("in_windhoek")
def test_every_call_of_the_page_answers_what_stands_there(caller):
    assert len(STEPS) == PAGE.count("curl ") == 4
    token = ""
    for call, shown in STEPS:
        typed = call.replace("KEY", caller.key).replace("TOKEN", token)
        address, *rest = shlex.split(typed)
        data = dict(one.split("=", 1) for one in rest if one != "-d")
        path = urlsplit(address).path
        client = caller.app.test_client()
        headers = {"Host": HOST}
        answer = (
            client.post(path, data=data, headers=headers)
            if data
            else client.get(path, headers=headers)
        )
        told = json.loads(answer.text)
        if not token:
            token = told[0]["token"]
            follow(caller.store, token, "taken", by="2026-12-01")
        assert told == json.loads(shown.replace("TOKEN", token)), call
