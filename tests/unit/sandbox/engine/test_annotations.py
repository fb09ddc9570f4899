"""The generated SDK's annotations, read as shapes."""

import ast

import pytest

from sandbox.engine.annotations import shape_of


@pytest.mark.parametrize(
    ("annotation", "shape"),
    [
        ("_builtins.bool", "boolean"),
        ("pulumi.Input[Optional[_builtins.float]]", "number"),
        ("NotRequired[pulumi.Input[Sequence[pulumi.Input['RuleArgsDict']]]]", "list of object"),
        ("pulumi.Input[Optional[Mapping[str, Any]]]", "map of any"),
        ("pulumi.Input[Union['RuleArgs', 'RuleArgsDict']]", "object"),
        ("pulumi.Input[Union[_builtins.str, 'Runtime']]", "string"),
        ("pulumi.Input['iam.PolicyDocumentVersion']", "string"),
        ("Union[pulumi.Asset, pulumi.Archive]", "archive or asset"),
        ("Union[_builtins.str, '_iam.PolicyDocumentArgs']", "object or string"),
    ],
)
def test_reads_every_form_that_the_sdk_has(annotation: str, shape: str) -> None:
    assert str(shape_of(ast.parse(annotation, mode="eval").body, "wafv2")) == shape


def test_an_unknown_form_is_said_instead_of_guessed() -> None:
    with pytest.raises(ValueError, match="Deque"):
        shape_of(ast.parse("Deque[_builtins.str]", mode="eval").body, "wafv2")
