"""What a process can do to keep its memory to itself. Python cannot erase a key from memory.

Values of type `bytes` are copied and freed, never overwritten, so a key may linger in the memory
of the process until it ends. What is done here is to keep that memory from others: no core dumps,
and on Linux no debugger or reader of /proc that is not root. Swap is the system's matter: see the
unit file.
"""

import contextlib
import ctypes
import os
import resource
import sys

PR_SET_DUMPABLE = 4


def harden() -> None:
    """Close what can be closed; what the system does not offer is passed over."""
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
