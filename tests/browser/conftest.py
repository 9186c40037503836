"""What is measured and told, but holds or breaks nothing, is looked at in `make long` alone."""

import os

collect_ignore = [] if os.environ.get("FEDERATION_LONG") == "1" else ["test_slow_line.py"]
