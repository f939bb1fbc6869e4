"""Settings of all tests: two threads a process, so that tests side by side do not fight."""

import os

import pytest
from hypothesis import settings

for name in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
    os.environ.setdefault(name, "2")

# A busy machine must not fail a property; what takes for ever is ended by pytest's own limit.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that train on full data go first: a long one left for last would run alone."""
    items.sort(key=lambda item: item.get_closest_marker("data") is None)
