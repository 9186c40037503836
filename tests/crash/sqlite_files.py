"""What SQLite writes: its system calls, led through `disk.Calls`.

They are exchanged by SQLite's own `xSetSystemCall` (sqlite.org/c3ref/vfs.html), in the very
library that Python's `sqlite3` uses; syncs are no such call, so each file's `xSync` is wrapped.
"""

# What stands in for calls of the system uses nothing that stands on them.
# ruff: noqa: PTH120

import _sqlite3
import ctypes
import errno
import os
from collections.abc import Callable
from typing import Any

from .disk import Calls

_POINTER = ctypes.c_void_p
_PLACES = (
    "xOpen xDelete xAccess xFullPathname xDlOpen xDlError xDlSym xDlClose xRandomness xSleep "
    "xCurrentTime xGetLastError xCurrentTimeInt64 xSetSystemCall"
)
_OPEN = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, _POINTER, _POINTER, ctypes.c_int, _POINTER)
_SYNC = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, ctypes.c_int)
_SET = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, ctypes.c_char_p, _POINTER)
_METHODS, _X_SYNC = 19, 5  # places of sqlite3_io_methods, version 3; that of xSync
SQLITE_OK, SQLITE_NOTFOUND = 0, 12


class _Vfs(ctypes.Structure):
    _fields_ = (
        ("iVersion", ctypes.c_int),
        ("szOsFile", ctypes.c_int),
        ("mxPathname", ctypes.c_int),
        ("pNext", _POINTER),
        ("zName", ctypes.c_char_p),
        ("pAppData", _POINTER),
        *((name, _POINTER) for name in _PLACES.split()),
    )


def _call(function: Callable[..., int], *given: Any) -> Any:
    """A C function that tells an error as the system does: -1, and errno."""

    def called(*values: Any) -> int:
        try:
            return function(*values)
        except OSError as error:
            ctypes.set_errno(error.errno or errno.EIO)
            return -1

    return ctypes.CFUNCTYPE(ctypes.c_ssize_t, *given, use_errno=True)(called)


class Watch:
    """SQLite, watched; it must live as long as the process."""

    def __init__(self, calls: Calls) -> None:
        """Raises AssertionError where Python's SQLite cannot be reached."""
        self.calls = calls
        self.synced: dict[int, tuple[str, int]] = {}  # path and number by sqlite3_file
        self.methods: dict[int, Any] = {}
        self.library = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
        self.library.sqlite3_initialize()
        find = self.library.sqlite3_vfs_find
        find.restype, find.argtypes = ctypes.POINTER(_Vfs), [ctypes.c_char_p]
        self.vfs = find(None).contents
        assert self.vfs.iVersion >= 3, "this SQLite does not let its calls be seen"
        whole, length = ctypes.c_int, ctypes.c_int64
        wide = _call(self._pwrite, whole, _POINTER, ctypes.c_size_t, length)
        self.exchanged = {
            b"open": _call(self._open, ctypes.c_char_p, whole, whole),
            b"pwrite": wide,
            b"pwrite64": wide,
            b"write": _call(self._write, whole, _POINTER, ctypes.c_size_t),
            b"ftruncate": _call(self._cut, whole, length),
            b"unlink": _call(self._unlink, ctypes.c_char_p),
            b"openDirectory": _call(self._folder, ctypes.c_char_p, ctypes.POINTER(ctypes.c_int)),
        }
        put = _SET(self.vfs.xSetSystemCall)
        for name, call in self.exchanged.items():
            done = put(ctypes.addressof(self.vfs), name, ctypes.cast(call, _POINTER))
            assert done in (SQLITE_OK, SQLITE_NOTFOUND), name
        self.really_open, self.ours = _OPEN(self.vfs.xOpen), _OPEN(self._opened)
        self.vfs.xOpen = ctypes.cast(self.ours, _POINTER)

    def _open(self, path: bytes, flags: int, mode: int) -> int:
        return self.calls.open(os.fsdecode(path), flags, mode or 0o644)

    def _pwrite(self, descriptor: int, data: int, length: int, at: int) -> int:
        return self.calls.pwrite(descriptor, ctypes.string_at(data, length), at)

    def _write(self, descriptor: int, data: int, length: int) -> int:
        return self.calls.write(descriptor, ctypes.string_at(data, length))

    def _cut(self, descriptor: int, length: int) -> int:
        self.calls.ftruncate(descriptor, length)
        return 0

    def _unlink(self, path: bytes) -> int:
        self.calls.unlink(os.fsdecode(path))
        return 0

    def _folder(self, path: bytes, out: Any) -> int:
        """SQLite opens the folder of a file for one thing only: to sync it."""
        out[0] = self.calls.open(os.path.dirname(os.fsdecode(path)), os.O_RDONLY)
        self._tell_sync(out[0])
        return SQLITE_OK

    def _tell_sync(self, descriptor: int) -> None:
        path, file = self.calls.behind(descriptor)
        if path:
            self.calls.synced(path, file)

    def _opened(self, vfs: int, name: int | None, file: int, flags: int, out: int | None) -> int:
        """A file was opened: from now on its syncs are seen."""
        code = int(self.really_open(vfs, name, file, flags, out))
        if code == SQLITE_OK and name:
            path = self.calls.disk.holds(ctypes.string_at(name))
            self.synced[file] = (path, self.calls.files.get(path, 0))
            place = ctypes.cast(file, ctypes.POINTER(_POINTER))
            place[0] = self._seen(place[0] or 0)
        return code

    def _seen(self, methods: int) -> int:
        """The methods of a file, its sync told to the calls before it happens."""
        if methods not in self.methods:
            copy = (_POINTER * _METHODS)()
            ctypes.memmove(copy, methods, ctypes.sizeof(copy))
            real = _SYNC(copy[_X_SYNC] or 0)

            def sync(file: int, flags: int) -> int:
                path, number = self.synced.get(file, ("", 0))
                if path:
                    self.calls.synced(path, number)
                return int(real(file, flags))

            ours = _SYNC(sync)
            copy[_X_SYNC] = ctypes.cast(ours, _POINTER)
            self.methods[methods] = self.methods[ctypes.addressof(copy)] = copy
            self.methods[-methods] = (ours, real)  # they must live as long
        return ctypes.addressof(self.methods[methods])
