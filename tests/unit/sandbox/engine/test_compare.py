"""The provider's schema against the SDK's source, on a small model of both."""

import copy
from pathlib import Path
from typing import Any

import pytest

from sandbox.engine.compare import differences
from sandbox.engine.schema import ProviderSchema
from sandbox.engine.sdk import SdkSources

_FUNCTION = "aws:lambda/function:Function"
_LOOKUP = "aws:lambda/getAlias:getAlias"

_SDK = {
    "provider.py": """
class ProviderArgs:
    def __init__(__self__, *,
                 max_retries: pulumi.Input[Optional[_builtins.int]] = None):
        pass

    @_builtins.property
    @pulumi.getter(name="maxRetries")
    def max_retries(self): ...
""",
    "lambda_/function.py": """
class FunctionArgs:
    def __init__(__self__, *,
                 role: pulumi.Input[_builtins.str],
                 layers: pulumi.Input[Optional[Sequence[pulumi.Input[_builtins.str]]]] = None,
                 runtime: pulumi.Input[Optional[Union[_builtins.str, 'Runtime']]] = None,
                 code: pulumi.Input[Optional[pulumi.Archive]] = None,
                 tags: pulumi.Input[Optional[Mapping[str, pulumi.Input[_builtins.str]]]] = None,
                 vpc_config: pulumi.Input[Optional['FunctionVpcConfigArgs']] = None):
        pass

    @_builtins.property
    @pulumi.getter
    def role(self): ...
    @_builtins.property
    @pulumi.getter
    def layers(self): ...
    @_builtins.property
    @pulumi.getter
    def runtime(self): ...
    @_builtins.property
    @pulumi.getter
    def code(self): ...
    @_builtins.property
    @pulumi.getter
    def tags(self): ...
    @_builtins.property
    @pulumi.getter(name="vpcConfig")
    def vpc_config(self): ...

class Function(pulumi.CustomResource):
    def _internal_init(__self__):
        super(Function, __self__).__init__(
            'aws:lambda/function:Function',
            resource_name)

    @_builtins.property
    @pulumi.getter(name="qualifiedArn")
    def qualified_arn(self): ...
""",
    "lambda_/_inputs.py": """
class FunctionVpcConfigArgs:
    def __init__(__self__, *,
                 subnet_ids: pulumi.Input[Sequence[pulumi.Input[_builtins.str]]],
                 logs: pulumi.Input[Optional['FunctionVpcConfigLogArgs']] = None):
        pass

    @_builtins.property
    @pulumi.getter(name="subnetIds")
    def subnet_ids(self): ...
    @_builtins.property
    @pulumi.getter
    def logs(self): ...

class FunctionVpcConfigLogArgs:
    def __init__(__self__, *,
                 group_name: pulumi.Input[Optional[_builtins.str]] = None):
        pass

    @_builtins.property
    @pulumi.getter(name="groupName")
    def group_name(self): ...
""",
    "lambda_/get_alias.py": """
def get_alias(function_name: Optional[_builtins.str] = None,
              opts: Optional[pulumi.InvokeOptions] = None):
    __args__ = dict()
    __args__['functionName'] = function_name
    return pulumi.runtime.invoke('aws:lambda/getAlias:getAlias', __args__, opts=opts)
""",
}

_TEXT: dict[str, Any] = {"type": "string"}
_SCHEMA: dict[str, Any] = {
    "provider": {"inputProperties": {"maxRetries": {"type": "integer"}}},
    "resources": {
        _FUNCTION: {
            "inputProperties": {
                "role": _TEXT,
                "layers": {"type": "array", "items": _TEXT},
                "runtime": _TEXT,
                "code": {"$ref": "pulumi.json#/Archive"},
                "tags": {"type": "object", "additionalProperties": _TEXT},
                "vpcConfig": {"$ref": "#/types/aws:lambda/FunctionVpcConfig:FunctionVpcConfig"},
            },
            "requiredInputs": ["role"],
            "properties": {"qualifiedArn": _TEXT},
        }
    },
    "functions": {
        _LOOKUP: {"inputs": {"properties": {"functionName": _TEXT}, "required": ["functionName"]}},
        "pulumi:providers:aws/terraformConfig": {},
    },
    "types": {
        "aws:lambda/FunctionVpcConfig:FunctionVpcConfig": {
            "properties": {
                "subnetIds": {"type": "array", "items": _TEXT},
                "logs": {"$ref": "#/types/aws:lambda/FunctionVpcConfigLog:FunctionVpcConfigLog"},
            },
            "required": ["subnetIds"],
        },
        "aws:lambda/FunctionVpcConfigLog:FunctionVpcConfigLog": {
            "properties": {"groupName": _TEXT}
        },
    },
}


@pytest.fixture
def sdk(tmp_path: Path) -> SdkSources:
    for name, text in _SDK.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return SdkSources(tmp_path)


@pytest.fixture
def schema() -> dict[str, Any]:
    return copy.deepcopy(_SCHEMA)


def _inputs(schema: dict[str, Any]) -> dict[str, Any]:
    inputs: dict[str, Any] = schema["resources"][_FUNCTION]["inputProperties"]
    return inputs


def test_equal_sides_have_no_difference(schema: dict[str, Any], sdk: SdkSources) -> None:
    assert differences(ProviderSchema(schema), sdk) == []


def test_an_input_under_another_name_shows_on_both_sides(
    schema: dict[str, Any], sdk: SdkSources
) -> None:
    _inputs(schema)["layer"] = _inputs(schema).pop("layers")
    assert differences(ProviderSchema(schema), sdk) == [
        f"{_FUNCTION}.layers: only the Python SDK has it",
        f"{_FUNCTION}.layer: only the built provider has it",
    ]


def test_a_single_value_for_a_list_is_a_difference(schema: dict[str, Any], sdk: SdkSources) -> None:
    _inputs(schema)["layers"] = _TEXT
    assert differences(ProviderSchema(schema), sdk) == [
        f"{_FUNCTION}.layers: string in the built provider, list of string in the Python SDK"
    ]


def test_another_scalar_type_is_a_difference(schema: dict[str, Any], sdk: SdkSources) -> None:
    schema["provider"]["inputProperties"]["maxRetries"] = _TEXT
    assert differences(ProviderSchema(schema), sdk) == [
        "pulumi:providers:aws.maxRetries: string in the built provider, integer in the Python SDK"
    ]


def test_an_input_that_only_one_side_requires_is_a_difference(
    schema: dict[str, Any], sdk: SdkSources
) -> None:
    schema["resources"][_FUNCTION]["requiredInputs"] = ["role", "runtime"]
    assert differences(ProviderSchema(schema), sdk) == [
        f"{_FUNCTION}.runtime: only the built provider requires it"
    ]


def test_a_difference_two_objects_deep_is_named_by_its_path(
    schema: dict[str, Any], sdk: SdkSources
) -> None:
    log = schema["types"]["aws:lambda/FunctionVpcConfigLog:FunctionVpcConfigLog"]
    log["properties"] = {"groupNames": {"type": "array", "items": _TEXT}}
    assert differences(ProviderSchema(schema), sdk) == [
        f"{_FUNCTION}.vpcConfig.logs.groupName: only the Python SDK has it",
        f"{_FUNCTION}.vpcConfig.logs.groupNames: only the built provider has it",
    ]


def test_a_list_of_objects_for_one_object_is_a_difference(
    schema: dict[str, Any], sdk: SdkSources
) -> None:
    _inputs(schema)["vpcConfig"] = {"type": "array", "items": _inputs(schema)["vpcConfig"]}
    assert differences(ProviderSchema(schema), sdk) == [
        f"{_FUNCTION}.vpcConfig: list of object in the built provider, object in the Python SDK"
    ]


def test_an_output_that_only_the_sdk_has_is_a_difference(
    schema: dict[str, Any], sdk: SdkSources
) -> None:
    schema["resources"][_FUNCTION]["properties"] = {}
    assert differences(ProviderSchema(schema), sdk) == [
        f"{_FUNCTION}.qualifiedArn: an output of the Python SDK only"
    ]


def test_a_function_s_argument_is_compared_by_the_name_on_the_wire(
    schema: dict[str, Any], sdk: SdkSources
) -> None:
    schema["functions"][_LOOKUP]["inputs"]["properties"] = {"function": _TEXT}
    assert differences(ProviderSchema(schema), sdk) == [
        f"{_LOOKUP}.functionName: only the Python SDK has it",
        f"{_LOOKUP}.function: only the built provider has it",
    ]


def test_a_resource_that_the_sdk_lacks_is_named(schema: dict[str, Any], sdk: SdkSources) -> None:
    schema["resources"]["aws:lambda/stranger:Stranger"] = {}
    assert differences(ProviderSchema(schema), sdk) == [
        "aws:lambda/stranger:Stranger: the Python SDK has no such type"
    ]


def test_types_that_refer_to_themselves_end(schema: dict[str, Any], sdk: SdkSources) -> None:
    key = "aws:lambda/FunctionVpcConfig:FunctionVpcConfig"
    schema["types"][key]["properties"]["logs"] = {"$ref": f"#/types/{key}"}
    found = differences(ProviderSchema(schema), sdk)
    assert f"{_FUNCTION}.vpcConfig.logs.groupName: only the Python SDK has it" in found
