package main

import (
	pschema "github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
)

// policyDocument is the type of a policy that is given as an object.
const policyDocument tokens.Type = "aws:iam/documents:PolicyDocument"

// policyTypes declares the elements of a policy as pulumi_aws does.
// Source: IAM User Guide, "IAM JSON policy elements reference".
func policyTypes() map[string]pschema.ComplexTypeSpec {
	text := pschema.TypeSpec{Type: "string"}
	texts := oneOf(text, listOf(text))
	principal := oneOf(text, documents("AWSPrincipal"), documents("ServicePrincipal"),
		documents("FederatedPrincipal"))
	anything := pschema.TypeSpec{Ref: "pulumi.json#/Any"}
	conditions := pschema.TypeSpec{Type: "object", AdditionalProperties: &anything}
	return map[string]pschema.ComplexTypeSpec{
		string(policyDocument): object(
			map[string]pschema.TypeSpec{
				"Id":        text,
				"Statement": listOf(documents("PolicyStatement")),
				"Version":   text,
			},
			"Statement", "Version"),
		"aws:iam/documents:PolicyStatement": object(
			map[string]pschema.TypeSpec{
				"Action":       texts,
				"Condition":    conditions,
				"Effect":       text,
				"NotAction":    texts,
				"NotPrincipal": principal,
				"NotResource":  texts,
				"Principal":    principal,
				"Resource":     texts,
				"Sid":          text,
			},
			"Effect"),
		"aws:iam/documents:AWSPrincipal": object(
			map[string]pschema.TypeSpec{"AWS": texts}, "AWS"),
		"aws:iam/documents:FederatedPrincipal": object(
			map[string]pschema.TypeSpec{"Federated": texts}, "Federated"),
		"aws:iam/documents:ServicePrincipal": object(
			map[string]pschema.TypeSpec{"Service": texts}, "Service"),
	}
}

func documents(title string) pschema.TypeSpec {
	return pschema.TypeSpec{Ref: "#/types/aws:iam/documents:" + title}
}

func listOf(item pschema.TypeSpec) pschema.TypeSpec {
	return pschema.TypeSpec{Type: "array", Items: &item}
}

func oneOf(options ...pschema.TypeSpec) pschema.TypeSpec {
	return pschema.TypeSpec{OneOf: options}
}

func object(properties map[string]pschema.TypeSpec, required ...string) pschema.ComplexTypeSpec {
	declared := map[string]pschema.PropertySpec{}
	for name, property := range properties {
		declared[name] = pschema.PropertySpec{TypeSpec: property}
	}
	return pschema.ComplexTypeSpec{ObjectTypeSpec: pschema.ObjectTypeSpec{
		Type: "object", Properties: declared, Required: required,
	}}
}
