"""A process that limits itself before it touches anything foreign."""

from __future__ import annotations

import sys

from capture_app.importers.tables.limits import Limits

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _PROCESS_TIME, _PROCESS_MEMORY, _DIE_ON_EXCEPTION = 0x2, 0x100, 0x400
    _EXTENDED_INFORMATION = 9
    _HUNDRED_NANOSECONDS = 10_000_000

    class _Basic(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", ctypes.c_int64),
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _Extended(ctypes.Structure):
        _fields_ = (
            ("BasicLimitInformation", _Basic),
            ("IoInfo", ctypes.c_uint64 * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    def restrain(limits: Limits) -> None:
        """Put this process into a job object of its own that ends it beyond the limits."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        job = wintypes.HANDLE(kernel.CreateJobObjectW(None, None))
        wanted = _Extended()
        wanted.BasicLimitInformation.LimitFlags = _PROCESS_TIME | _PROCESS_MEMORY | _DIE_ON_EXCEPTION
        wanted.BasicLimitInformation.PerProcessUserTimeLimit = limits.cpu_seconds * _HUNDRED_NANOSECONDS
        wanted.ProcessMemoryLimit = limits.memory_bytes
        size = ctypes.sizeof(wanted)
        kernel.SetInformationJobObject(job, _EXTENDED_INFORMATION, ctypes.byref(wanted), size)
        kernel.AssignProcessToJobObject(job, wintypes.HANDLE(kernel.GetCurrentProcess()))

else:
    import resource

    from capture_app.importers.tables.limits import MIB

    _ROOM_FOR_LIBRARIES = 512 * MIB
    _RESERVED = 64 * MIB

    def restrain(limits: Limits) -> None:
        """Ask the system to end this process beyond the limits; no core file is left.

        Linux counts what is reserved, not what is used: a list that grows reserves up to twice what it holds. The room
        for that is on top, so that a file that uses no more than the limit can be read to its end.
        """
        wanted = {
            resource.RLIMIT_CPU: limits.cpu_seconds,
            resource.RLIMIT_DATA: limits.memory_bytes + _RESERVED,
            resource.RLIMIT_AS: limits.memory_bytes + _ROOM_FOR_LIBRARIES,
            resource.RLIMIT_FSIZE: limits.spool_bytes,
            resource.RLIMIT_CORE: 0,
        }
        for kind, amount in wanted.items():
            _, most = resource.getrlimit(kind)
            resource.setrlimit(kind, (amount if most == resource.RLIM_INFINITY else min(amount, most), most))
