"""The tools that building the solver needs, cmake and libclang, from wheels where the machine has none.

Standard library only, so that the test command can use it before anything is installed.
"""

from __future__ import annotations

import filecmp
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

CMAKE = "cmake==4.4.4"
LIBCLANG = "libclang==18.1.1"


def wheels_to_install() -> list[str]:
    """Requirements to install before a build: what the environment does not point at already."""
    wheels = []
    if not _has_cmake():
        wheels.append(CMAKE)
    # Only the variable counts: a libclang that lies about may be of any age, or without its headers.
    if "LIBCLANG_PATH" not in os.environ:
        wheels.append(LIBCLANG)
    return wheels


def environment(target: Path) -> dict[str, str]:
    """The variables that show cargo the tools from the wheels installed beside this interpreter.

    Parameters
    ----------
    target
        Cargo's target directory. The library is copied there, because the build is repeated whenever
        its path changes, and a wheel in an isolated build environment has a new path each time.
    """
    variables = {}
    if "CMAKE" not in os.environ and (cmake := _package("cmake")):
        variables["PATH"] = os.pathsep.join([str(cmake / "data" / "bin"), os.environ.get("PATH", "")])
    if "LIBCLANG_PATH" not in os.environ and (clang := _package("clang")):
        variables["LIBCLANG_PATH"] = str(_settled(clang / "native", target / "solver-tools"))
        if "BINDGEN_EXTRA_CLANG_ARGS" not in os.environ and (headers := _compiler_headers()):
            variables["BINDGEN_EXTRA_CLANG_ARGS"] = f'"-I{headers}"'
    return variables


def _has_cmake() -> bool:
    return "CMAKE" in os.environ or shutil.which("cmake") is not None


def _package(name: str) -> Path | None:
    found = importlib.util.find_spec(name)
    return Path(found.origin).parent if found and found.origin else None


def _settled(native: Path, place: Path) -> Path:
    """Copies the library to where it stays, and leaves it alone if it is there."""
    place.mkdir(parents=True, exist_ok=True)
    for library in native.glob("*clang*"):
        copy = place / library.name
        if not (copy.exists() and filecmp.cmp(library, copy, shallow=False)):
            part = copy.with_suffix(f".{os.getpid()}")
            shutil.copyfile(library, part)
            part.replace(copy)
    return place.resolve()


def _compiler_headers() -> str | None:
    """Where the C compiler keeps `stddef.h` and its like, which the wheel of libclang lacks."""
    compiler = os.environ.get("CC", "cc")
    try:
        asked = subprocess.run([compiler, "-print-file-name=include"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    headers = asked.stdout.strip()
    # A compiler that does not know the file repeats its bare name.
    return headers if os.path.isabs(headers) else None
