"""Are the books whole? Put back, two versions, entered again: who may see and press."""


def test_whole(treasurer):
    page = treasurer.get("/versions")
    assert "Yes. Nothing is missing" in page.text
