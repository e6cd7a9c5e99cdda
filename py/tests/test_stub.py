"""The stub of the engine module says what the compiled module has: nothing less, nothing else."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import foresell
from foresell import _engine

STUB = Path(foresell.__file__).with_name("_engine.pyi")


def is_public(name: str) -> bool:
    return not name.startswith("_")


def stubbed(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, list[str] | None]]:
    """Every public name of the stub with its parameters, or `None` where it has none."""
    for node in body:
        match node:
            case ast.FunctionDef(name=name) if is_public(name):
                is_property = any(isinstance(d, ast.Name) and d.id == "property" for d in node.decorator_list)
                a = node.args
                parameters = [arg.arg for arg in (*a.posonlyargs, *a.args, *filter(None, [a.vararg]), *a.kwonlyargs)]
                yield prefix + name, None if is_property else parameters
            case ast.ClassDef(name=name) if is_public(name):
                yield prefix + name, None
                yield from stubbed(node.body, f"{prefix}{name}.")
            # An attribute of an exception is set where it is raised, so the class does not have it.
            case ast.AnnAssign(target=ast.Name(id=name)) if is_public(name) and not prefix:
                yield prefix + name, None


def compiled(owner: object, prefix: str = "") -> Iterator[tuple[str, list[str] | None]]:
    """The same of the compiled module."""
    for name, value in vars(owner).items():
        if not is_public(name):
            continue
        if inspect.isclass(value):
            yield prefix + name, None
            yield from compiled(value, f"{prefix}{name}.")
        else:
            function = getattr(value, "__func__", value)
            yield prefix + name, list(inspect.signature(function).parameters) if callable(function) else None


def test_the_stub_and_the_module_agree() -> None:
    stub = dict(stubbed(ast.parse(STUB.read_text(encoding="utf-8")).body))
    assert stub == dict(compiled(_engine))
    assert stub["run_command"] == ["args"]
