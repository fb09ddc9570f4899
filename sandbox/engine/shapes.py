"""What an input may hold, in one form for the provider's schema and for the Python SDK. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Scalar:
    """`string`, `integer`, `number`, `boolean`, `any`, `archive`, `asset`."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class ListOf:
    """A list whose items all have one shape."""

    item: "Shape"

    def __str__(self) -> str:
        return f"list of {self.item}"


@dataclass(frozen=True)
class MapOf:
    """A map from strings to values of one shape."""

    value: "Shape"

    def __str__(self) -> str:
        return f"map of {self.value}"


@dataclass(frozen=True)
class ObjectOf:
    """A nested object; `key` is where its side of the comparison declares the fields."""

    key: str

    def __str__(self) -> str:
        return "object"


@dataclass(frozen=True)
class OneOf:
    """Several shapes are accepted."""

    options: frozenset["Shape"]

    def __str__(self) -> str:
        return " or ".join(sorted(str(option) for option in self.options))


Shape = Scalar | ListOf | MapOf | ObjectOf | OneOf


def one_of(options: list[Shape]) -> Shape:
    """The shape itself if all options are the same, else `OneOf`."""
    distinct = frozenset(options)
    return next(iter(distinct)) if len(distinct) == 1 else OneOf(distinct)


@dataclass(frozen=True)
class Field:
    """One input: what it may hold and whether it must be given."""

    shape: Shape
    required: bool


Fields = Mapping[str, Field]


class Declarations(Protocol):
    """One side of the comparison: where types are declared."""

    def of_resource(self, token: str) -> Fields | None:
        """Inputs of a resource or provider by its type token, None if it is not declared."""

    def outputs_of(self, token: str) -> frozenset[str]:
        """Names of a resource's outputs; none for the provider."""

    def of_function(self, token: str) -> Fields | None:
        """Arguments of a function (data source) by its token, None if it is not declared."""

    def of_object(self, key: str) -> Fields:
        """Fields of the nested object that an `ObjectOf` with this key stands for."""
