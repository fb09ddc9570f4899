"""Reads the generated SDK's type annotations. Pure: syntax trees in, shapes out."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.engine.shapes import ListOf, MapOf, ObjectOf, Scalar, Shape, one_of

_BUILT_IN = {
    "str": Scalar("string"),
    "int": Scalar("integer"),
    "float": Scalar("number"),
    "bool": Scalar("boolean"),
    "Any": Scalar("any"),
    "Archive": Scalar("archive"),
    "Asset": Scalar("asset"),
}
# They say how a value is given, not what it holds.
_TRANSPARENT = {"Input", "Optional", "NotRequired", "Awaitable"}


@dataclass(frozen=True)
class Argument:
    """An argument of a generated constructor or function."""

    name: str
    annotation: ast.expr
    required: bool


def arguments(function: ast.FunctionDef) -> Iterator[Argument]:
    """Arguments with an annotation, positional ones and keywords alike."""
    positional = function.args.args
    without_default = len(positional) - len(function.args.defaults)
    for index, declared in enumerate(positional):
        if declared.annotation is not None:
            yield Argument(declared.arg, declared.annotation, index < without_default)
    for declared, default in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True):
        if declared.annotation is not None:
            yield Argument(declared.arg, declared.annotation, default is None)


def getter_names(declared: ast.ClassDef) -> dict[str, str]:
    """Python name -> name on the wire, from the `@pulumi.getter(name="…")` of the properties."""
    names: dict[str, str] = {}
    for node in declared.body:
        if not isinstance(node, ast.FunctionDef):
            continue
        for decorator in node.decorator_list:
            match decorator:
                case ast.Attribute(attr="getter"):
                    names[node.name] = node.name
                case ast.Call(
                    func=ast.Attribute(attr="getter"),
                    keywords=[ast.keyword(arg="name", value=ast.Constant(value=wire))],
                ):
                    names[node.name] = str(wire)
    return names


def shape_of(annotation: ast.expr, module: str) -> Shape:
    """Shape that an annotation stands for.

    :param module: folder of the SDK in which the annotation stands; its classes are found there.
    :raises ValueError: for an annotation of a form that the SDK did not have so far.
    """
    match annotation:
        case ast.Subscript(value=generic, slice=inner):
            return _generic(_last_name(generic), inner, module)
        case ast.Constant(value=str(name)):
            return _named(name, module)
        case ast.Name() | ast.Attribute() if _last_name(annotation) in _BUILT_IN:
            return _BUILT_IN[_last_name(annotation)]
    raise ValueError(f"unknown annotation {ast.unparse(annotation)} in {module or 'the package'}")


def _generic(name: str, inner: ast.expr, module: str) -> Shape:
    if name in _TRANSPARENT:
        return shape_of(inner, module)
    if name == "Sequence":
        return ListOf(shape_of(inner, module))
    if name == "Mapping" and isinstance(inner, ast.Tuple):
        return MapOf(shape_of(inner.elts[1], module))
    if name == "Union" and isinstance(inner, ast.Tuple):
        return one_of([shape_of(option, module) for option in inner.elts])
    raise ValueError(f"unknown annotation {name}[{ast.unparse(inner)}]")


def _named(name: str, module: str) -> Shape:
    qualifier, _, short = name.rpartition(".")
    short = short.removesuffix("Dict")
    if short.endswith("Args"):
        return ObjectOf(f"{qualifier.removeprefix('_') or module}.{short}")
    return Scalar("string")  # an enumeration: the SDK has AWS's values, the provider plain strings


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
