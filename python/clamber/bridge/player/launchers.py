"""Launchers: the files that ``env_path`` may name.

mlagents starts a player by a path without its ending and looks for ``NAME.x86_64``, ``NAME.x86`` or the file ``NAME``
on Linux, ``NAME.app/Contents/MacOS/NAME`` on macOS and ``NAME.exe`` on Windows (mlagents_envs' ``env_utils.py``). Those
written here start the interpreter they were written by; the ones in ``builds/headless`` look for one.
"""

from __future__ import annotations

import importlib.resources
import io
import os
import shlex
import sys
import zipfile
from pathlib import Path
from platform import machine

from clamber.assets.fields import AssetError

#: The launchers' name, as in ``env_path: builds/headless/Clamber``.
NAME = "Clamber"
_PROGRAM = "clamber.bridge.player"

_INFORMATION = f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>CFBundleExecutable</key>
	<string>{NAME}</string>
	<key>CFBundleIdentifier</key>
	<string>clamber.headless</string>
	<key>CFBundleName</key>
	<string>{NAME}</string>
	<key>CFBundlePackageType</key>
	<string>APPL</string>
	<key>LSBackgroundOnly</key>
	<true/>
</dict>
</plist>
"""


def write_launchers(folder: Path, platform: str = sys.platform, python: str = sys.executable) -> list[Path]:
    """Writes what ``env_path: FOLDER/Clamber`` needs on this machine; the folder is made if it is missing.

    Args:
        folder: where they go.
        platform: as ``sys.platform`` names it.
        python: the interpreter that the launchers start.

    Returns:
        The files written.

    Raises:
        AssetError: on Windows, where the package that makes .exe launchers (distlib, part of pip) is missing.
        OSError: a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if platform == "win32":
        return [_write(folder / f"{NAME}.exe", _windows_launcher(python))]
    command = f'exec {shlex.quote(python)} -m {_PROGRAM} "$@"'
    script = f"#!/bin/sh\n# Starts Clamber's headless player.\n{command}\n".encode()
    written = [_write(folder / NAME, script)]
    if platform == "darwin":
        contents = folder / f"{NAME}.app" / "Contents"
        written.append(_write(contents / "MacOS" / NAME, script))
        written.append(_write(contents / "Info.plist", _INFORMATION.encode()))
    return written


def _windows_launcher(python: str) -> bytes:
    """An .exe as pip makes it for console scripts: a stub, the interpreter's path, a zipped script.

    The stub starts the interpreter in a job of its own that ends with it: mlagents, which kills the stub, kills the
    player.
    """
    script = f"import sys\nfrom {_PROGRAM}.main import main\nsys.exit(main())\n"
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("__main__.py", script)
    quoted = f'"{python}"' if " " in python else python
    return b"".join([_windows_stub(), f"#!{quoted}\r\n".encode(), zipped.getvalue()])


def _windows_stub() -> bytes:
    """The program that the stub is, from distlib, which pip carries along."""
    names = {"ARM64": "t64-arm.exe", "aarch64": "t64-arm.exe", "x86": "t32.exe"}
    name = names.get(machine(), "t64.exe")
    for package in ("distlib", "pip._vendor.distlib"):
        try:
            return importlib.resources.files(package).joinpath(name).read_bytes()
        except (ImportError, OSError):
            continue
    raise AssetError(f"{NAME}.exe: distlib's {name} is needed to write it; pip install distlib")


def _write(path: Path, content: bytes) -> Path:
    """Writes a program, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.chmod(0o755)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path
