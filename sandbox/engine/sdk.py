"""Inputs as the pinned Python SDK declares them, read from its source text.

I/O: reads the files of the `pulumi_aws` package; imports nothing of it (importing its modules
takes longer than parsing the few files that are needed).
"""

import ast
import re
from functools import cache
from pathlib import Path

from sandbox.engine.annotations import arguments, getter_names, shape_of
from sandbox.engine.schema import PROVIDER_TOKEN
from sandbox.engine.shapes import Field, Fields

_REGISTERED = r"""super\(\w+, __self__\)\.__init__\(\s*'{token}'"""
_INVOKED = r"""\.invoke\('{token}'"""


class SdkSources:
    """One side of the comparison: the package `pulumi_aws` in a site-packages folder."""

    def __init__(self, package: Path) -> None:
        self._package = package
        self._parsed = cache(_parse)

    def of_resource(self, token: str) -> Fields | None:
        """Inputs of a resource class: the arguments of its `…Args` class."""
        if token == PROVIDER_TOKEN:
            return self._class_inputs(self._package / "provider.py", "ProviderArgs")
        path = self._declaring_file(token, _REGISTERED)
        if path is None:
            return None
        name = token.rpartition(":")[2]
        # "Init" where a nested type has taken the plain name (BucketLogging).
        taken = f"{name}InitArgs" in self._parsed(path)
        return self._class_inputs(path, f"{name}InitArgs" if taken else f"{name}Args")

    def outputs_of(self, token: str) -> frozenset[str]:
        """Names of a resource's outputs: the properties of its class."""
        path = self._declaring_file(token, _REGISTERED)
        if token == PROVIDER_TOKEN or path is None:
            return frozenset()
        return frozenset(getter_names(self._class(path, token.rpartition(":")[2])).values())

    def of_function(self, token: str) -> Fields | None:
        """Arguments of a `get_…` function by the names under which it sends them."""
        path = self._declaring_file(token, _INVOKED)
        if path is None:
            return None
        for node in self._parsed(path).values():
            if isinstance(node, ast.FunctionDef):
                sent = _sent_arguments(node)
                if sent is not None:
                    return self._fields(node, sent, self._module(path))
        return {}

    def of_object(self, key: str) -> Fields:
        """Fields of a nested `…Args` class; the key is `module.Class`, or `.Class` at the top."""
        module, _, name = key.rpartition(".")
        return self._class_inputs(self._package / module / "_inputs.py", name)

    def _class(self, path: Path, name: str) -> ast.ClassDef:
        declared = self._parsed(path)[name]
        if not isinstance(declared, ast.ClassDef):
            raise TypeError(f"{name} in {path} is no class")
        return declared

    def _class_inputs(self, path: Path, name: str) -> Fields:
        declared = self._class(path, name)
        constructor = next(
            node
            for node in declared.body
            if isinstance(node, ast.FunctionDef) and node.name == "__init__"
        )
        return self._fields(constructor, getter_names(declared), self._module(path))

    def _fields(self, function: ast.FunctionDef, names: dict[str, str], module: str) -> Fields:
        return {
            names[argument.name]: Field(shape_of(argument.annotation, module), argument.required)
            for argument in arguments(function)
            if argument.name in names
        }

    def _module(self, path: Path) -> str:
        folder = path.parent.relative_to(self._package).as_posix()
        return "" if folder == "." else folder

    def _declaring_file(self, token: str, pattern: str) -> Path | None:
        module = token.split(":")[1].partition("/")[0]
        declaration = re.compile(pattern.format(token=re.escape(token)))
        # A module that would be a Python keyword carries an underscore: lambda_. The index module
        # is the package itself.
        folders = [self._package / module, self._package / f"{module}_"]
        for folder in [self._package] if module == "index" else folders:
            for path in sorted(folder.glob("*.py")):
                if declaration.search(path.read_text("utf-8")):
                    return path
        return None


def _parse(path: Path) -> dict[str, ast.ClassDef | ast.FunctionDef]:
    tree = ast.parse(path.read_text("utf-8"))
    return {
        node.name: node for node in tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef)
    }


def _sent_arguments(function: ast.FunctionDef) -> dict[str, str] | None:
    """Python argument -> name on the wire, from `__args__['functionName'] = function_name`."""
    sent: dict[str, str] = {}
    found = False
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id="__args__")]):
                found = True
            case ast.Assign(
                targets=[
                    ast.Subscript(value=ast.Name(id="__args__"), slice=ast.Constant(value=wire))
                ],
                value=ast.Name(id=name),
            ):
                sent[name] = str(wire)
    return sent if found else None
