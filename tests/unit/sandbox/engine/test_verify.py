"""The known limit of the web ACL's statements, and nothing else, is let through."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.engine.errors import EngineError
from sandbox.engine.verify import unexpected_differences, verify

_SDK = """
class ProviderArgs:
    def __init__(__self__, *,
                 region: pulumi.Input[Optional[_builtins.str]] = None):
        pass

    @_builtins.property
    @pulumi.getter
    def region(self): ...
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "provider.py").write_text(_SDK)
    return tmp_path


def _schema(folder: Path, inputs: dict[str, Any]) -> Path:
    path = folder / "schema.json"
    path.write_text(json.dumps({"provider": {"inputProperties": inputs}, "resources": {}}))
    return path


def test_a_schema_like_the_sdk_passes(package: Path) -> None:
    verify(_schema(package, {"region": {"type": "string"}}), package)


def test_a_difference_is_refused_by_name_with_where_to_mend_it(package: Path) -> None:
    with pytest.raises(EngineError) as refusal:
        verify(_schema(package, {"area": {"type": "string"}}), package)
    assert "pulumi:providers:aws.region: only the Python SDK has it" in str(refusal.value)
    assert "pulumi:providers:aws.area: only the built provider has it" in str(refusal.value)
    assert "names.go" in str(refusal.value)


_ACL = """
class WebAclArgs:
    def __init__(__self__, *,
                 rules: pulumi.Input[Optional[Sequence[pulumi.Input['WebAclRuleArgs']]]] = None):
        pass

    @_builtins.property
    @pulumi.getter
    def rules(self): ...

class WebAcl(pulumi.CustomResource):
    def _internal_init(__self__):
        super(WebAcl, __self__).__init__(
            'aws:wafv2/webAcl:WebAcl',
            resource_name)
"""
_NESTED = """
class WebAclRuleArgs:
    def __init__(__self__, *,
                 statement: pulumi.Input[Optional['StatementArgs']] = None):
        pass

    @_builtins.property
    @pulumi.getter
    def statement(self): ...

class StatementArgs:
    def __init__(__self__, *,
                 and_statement: pulumi.Input[Optional['AndArgs']] = None):
        pass

    @_builtins.property
    @pulumi.getter(name="andStatement")
    def and_statement(self): ...

class AndArgs:
    def __init__(__self__, *,
                 statements: pulumi.Input[Sequence[pulumi.Input['StatementArgs']]]):
        pass

    @_builtins.property
    @pulumi.getter
    def statements(self): ...
"""


@pytest.mark.parametrize(("levels", "accepted"), [(3, True), (2, False)])
def test_only_a_fourth_level_of_nested_statements_may_be_missing(
    package: Path, levels: int, accepted: bool
) -> None:
    (package / "wafv2").mkdir()
    (package / "wafv2" / "web_acl.py").write_text(_ACL)
    (package / "wafv2" / "_inputs.py").write_text(_NESTED)
    types: dict[str, Any] = {
        "Rule": {"properties": {"statement": {"$ref": "#/types/S0"}}},
        f"S{levels}": {"properties": {}},
    }
    for level in range(levels):
        types[f"S{level}"] = {"properties": {"andStatement": {"$ref": f"#/types/A{level}"}}}
        statements = {"type": "array", "items": {"$ref": f"#/types/S{level + 1}"}}
        types[f"A{level}"] = {
            "properties": {"statements": statements},
            "required": ["statements"],
        }
    rules = {"type": "array", "items": {"$ref": "#/types/Rule"}}
    schema = package / "schema.json"
    schema.write_text(
        json.dumps(
            {
                "provider": {"inputProperties": {"region": {"type": "string"}}},
                "resources": {"aws:wafv2/webAcl:WebAcl": {"inputProperties": {"rules": rules}}},
                "types": types,
            }
        )
    )
    assert (unexpected_differences(schema, package) == []) is accepted
