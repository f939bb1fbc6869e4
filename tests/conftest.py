"""Settings of all tests: two threads a process, so that tests side by side do not fight."""

import os

from hypothesis import settings

for name in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
    os.environ.setdefault(name, "2")

# A busy machine must not fail a property; what takes for ever is ended by pytest's own limit.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
