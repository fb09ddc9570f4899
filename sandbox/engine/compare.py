"""Compares the inputs of the built provider with the pinned Python SDK's. Pure.

A provider that names an input differently than the SDK, or takes an object where the SDK sends a
list, drops what the program declares or refuses it. Both sides are generated from one upstream
provider; this is the proof for the one that was built here.
"""

import re

from sandbox.engine.schema import ProviderSchema
from sandbox.engine.shapes import (
    Declarations,
    Field,
    Fields,
    ListOf,
    MapOf,
    ObjectOf,
    OneOf,
    Shape,
)


def differences(provider: ProviderSchema, sdk: Declarations) -> list[str]:
    """Each input that differs, nested ones included, and each output that is missing.

    One line each, `token.path: what differs`.

    Everything the provider has is compared; what only the SDK has (the services that were left
    out of the build) is not.
    """
    comparison = _Comparison(provider, sdk)
    for token in provider.resources:
        comparison.roots(token, provider.of_resource(token), sdk.of_resource(token))
        comparison.outputs(token, provider.outputs_of(token), sdk.outputs_of(token))
    for token in provider.functions:
        comparison.roots(token, _optional(provider.of_function(token)), sdk.of_function(token))
    return comparison.found


class _Comparison:
    def __init__(self, provider: ProviderSchema, sdk: Declarations) -> None:
        self.found: list[str] = []
        self._provider = provider
        self._sdk = sdk
        self._seen: set[tuple[str, str]] = set()

    def roots(self, token: str, built: Fields | None, expected: Fields | None) -> None:
        if built is None or expected is None:
            self.found.append(f"{token}: the Python SDK has no such type")
        else:
            self._fields(token, built, expected)

    def outputs(self, token: str, built: frozenset[str], expected: frozenset[str]) -> None:
        for name in sorted(expected - built):
            self.found.append(f"{token}.{name}: an output of the Python SDK only")

    def _fields(self, path: str, built: Fields, expected: Fields) -> None:
        for name in sorted(expected.keys() - built.keys()):
            self.found.append(f"{path}.{name}: only the Python SDK has it")
        for name in sorted(built.keys() - expected.keys()):
            self.found.append(f"{path}.{name}: only the built provider has it")
        for name in sorted(built.keys() & expected.keys()):
            ours, theirs = built[name], expected[name]
            if ours.required != theirs.required:
                who = "built provider" if ours.required else "Python SDK"
                self.found.append(f"{path}.{name}: only the {who} requires it")
            self._shapes(f"{path}.{name}", ours.shape, theirs.shape)

    def _shapes(self, path: str, built: Shape, expected: Shape) -> None:
        match built, expected:
            case ObjectOf(ours), ObjectOf(theirs):
                # A type is compared once, where it is met first: the web ACL's statements nest
                # thousands of types.
                if (ours, theirs) not in self._seen:
                    self._seen.add((ours, theirs))
                    self._fields(path, self._provider.of_object(ours), self._sdk.of_object(theirs))
            case ListOf(ours), ListOf(theirs):
                self._shapes(f"{path}[]", ours, theirs)
            case MapOf(ours), MapOf(theirs):
                self._shapes(f"{path}{{}}", ours, theirs)
            case OneOf(ours), OneOf(theirs) if str(built) == str(expected):
                for pair in zip(_objects(ours), _objects(theirs), strict=True):
                    self._shapes(path, *pair)
            case _ if built != expected:
                self.found.append(
                    f"{path}: {built} in the built provider, {expected} in the Python SDK"
                )


def _objects(options: frozenset[Shape]) -> list[ObjectOf]:
    """The objects among the options, in the order of their short names, which are alike."""
    objects = [option for option in options if isinstance(option, ObjectOf)]
    return sorted(objects, key=lambda option: re.split("[.:]", option.key)[-1])


def _optional(fields: Fields | None) -> Fields | None:
    """The fields as the SDK declares a function's: it makes every argument optional."""
    if fields is None:
        return None
    return {name: Field(field.shape, required=False) for name, field in fields.items()}
