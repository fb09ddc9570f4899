"""Inputs as the built provider declares them, read from its schema document. Pure.

The document's form: the Pulumi documentation's page "Pulumi Package schema".
"""

from collections.abc import Collection, Mapping
from typing import Any

from sandbox.engine.shapes import (
    Field,
    Fields,
    ListOf,
    MapOf,
    ObjectOf,
    Scalar,
    Shape,
    one_of,
)

PROVIDER_TOKEN = "pulumi:providers:aws"  # noqa: S105 - a type token, no secret
_LOCAL = "#/types/"
_BUILT_IN = {
    "pulumi.json#/Any": Scalar("any"),
    "pulumi.json#/Json": Scalar("any"),
    "pulumi.json#/Archive": Scalar("archive"),
    # Where an asset is asked for, the engine takes an archive too, and the SDKs say so.
    "pulumi.json#/Asset": one_of([Scalar("asset"), Scalar("archive")]),
}


class ProviderSchema:
    """One side of the comparison: the provider's schema."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    @property
    def resources(self) -> list[str]:
        """Type tokens of the provider itself and of all resources, sorted."""
        return [PROVIDER_TOKEN, *sorted(self._document["resources"])]

    @property
    def functions(self) -> list[str]:
        """Tokens of all functions (data sources), sorted; the provider's own methods are none."""
        own_method = f"{PROVIDER_TOKEN}/"
        functions = self._document.get("functions", {})
        return sorted(token for token in functions if not token.startswith(own_method))

    def of_resource(self, token: str) -> Fields | None:
        """Inputs of a resource or of the provider."""
        if token == PROVIDER_TOKEN:
            declared = self._document["provider"]
        else:
            declared = self._document["resources"].get(token)
        if declared is None:
            return None
        return self._fields(declared.get("inputProperties", {}), declared.get("requiredInputs", ()))

    def outputs_of(self, token: str) -> frozenset[str]:
        """Names of a resource's outputs."""
        return frozenset(self._document["resources"].get(token, {}).get("properties", {}))

    def of_function(self, token: str) -> Fields | None:
        """Arguments of a data source."""
        declared = self._document.get("functions", {}).get(token)
        if declared is None:
            return None
        inputs = declared.get("inputs", {})
        return self._fields(inputs.get("properties", {}), inputs.get("required", ()))

    def of_object(self, key: str) -> Fields:
        """Fields of a type of the schema."""
        declared = self._document["types"][key]
        return self._fields(declared.get("properties", {}), declared.get("required", ()))

    def _fields(self, properties: Mapping[str, Any], required: Collection[str]) -> Fields:
        return {
            name: Field(self._shape(declared), required=name in required)
            for name, declared in properties.items()
        }

    def _shape(self, declared: Mapping[str, Any]) -> Shape:
        if "oneOf" in declared:
            return one_of([self._shape(option) for option in declared["oneOf"]])
        if "$ref" in declared:
            return self._referenced(declared["$ref"])
        if declared["type"] == "array":
            return ListOf(self._shape(declared["items"]))
        if declared["type"] == "object":
            return MapOf(self._shape(declared.get("additionalProperties", {"type": "string"})))
        return Scalar(declared["type"])

    def _referenced(self, reference: str) -> Shape:
        if reference in _BUILT_IN:
            return _BUILT_IN[reference]
        key = reference.removeprefix(_LOCAL)
        declared = self._document["types"][key]
        return Scalar(declared["type"]) if "enum" in declared else ObjectOf(key)
