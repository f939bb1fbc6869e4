"""Settings of all tests: two threads a process, so that tests side by side do not fight."""

import os

for name in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
    os.environ.setdefault(name, "2")
