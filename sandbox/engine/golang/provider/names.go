package main

import (
	"context"
	"strings"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
)

// config corrects the provider's own inputs: upstream has a nullable boolean in a string.
var config = map[string]*tfbridge.SchemaInfo{
	"region":                  {Type: "string"},
	"skip_metadata_api_check": {Type: "boolean"},
}

// renamed lists inputs which pulumi_aws names otherwise than the bridge would: resource, upstream's
// input, pulumi_aws's input.
var renamed = [][3]string{
	{"aws_api_gateway_deployment", "rest_api_id", "restApi"},
	{"aws_api_gateway_integration", "rest_api_id", "restApi"},
	{"aws_api_gateway_integration_response", "rest_api_id", "restApi"},
	{"aws_api_gateway_method", "rest_api_id", "restApi"},
	{"aws_api_gateway_method_response", "rest_api_id", "restApi"},
	{"aws_api_gateway_method_settings", "rest_api_id", "restApi"},
	{"aws_api_gateway_resource", "rest_api_id", "restApi"},
	{"aws_api_gateway_stage", "deployment_id", "deployment"},
	{"aws_api_gateway_stage", "rest_api_id", "restApi"},
	{"aws_default_security_group", "egress", "egress"},
	{"aws_default_security_group", "ingress", "ingress"},
	{"aws_dynamodb_table", "global_secondary_index", "globalSecondaryIndexes"},
	{"aws_dynamodb_table", "local_secondary_index", "localSecondaryIndexes"},
	{"aws_lambda_permission", "function_name", "function"},
	{"aws_security_group", "egress", "egress"},
	{"aws_security_group", "ingress", "ingress"},
	{"aws_sns_topic_subscription", "topic_arn", "topic"},
}

// policies lists inputs that take a policy as a JSON string or as an object.
var policies = [][2]string{
	{"aws_cloudwatch_log_resource_policy", "policy_document"},
	{"aws_iam_policy", "policy"},
	{"aws_iam_role", "assume_role_policy"},
	{"aws_iam_role_policy", "policy"},
	{"aws_s3_bucket", "policy"},
	{"aws_s3_bucket_policy", "policy"},
	{"aws_sns_topic_policy", "policy"},
	{"aws_sqs_queue_policy", "policy"},
}

// name gives every input the name and form that it has in pulumi_aws.
func name(info tfbridge.ProviderInfo) {
	for _, rename := range renamed {
		info.Resources[rename[0]].Fields[rename[1]] = &tfbridge.SchemaInfo{Name: rename[2]}
	}
	for _, policy := range policies {
		info.Resources[policy[0]].Fields[policy[1]] = &tfbridge.SchemaInfo{
			Type:      "string",
			AltTypes:  []tokens.Type{policyDocument},
			Transform: tfbridge.TransformJSONDocument,
		}
	}
	set := func(resource, input string, schema *tfbridge.SchemaInfo) {
		info.Resources[resource].Fields[input] = schema
	}
	archive := &tfbridge.AssetTranslation{Kind: tfbridge.FileArchive}
	set("aws_cloudwatch_metric_alarm", "alarm_name", tfbridge.AutoName("name", 255, "-"))
	set("aws_iam_role", "name", tfbridge.AutoName("name", 64, "-"))
	set("aws_lambda_function", "architectures", &tfbridge.SchemaInfo{MaxItemsOne: tfbridge.False()})
	set("aws_lambda_function", "filename", &tfbridge.SchemaInfo{Name: "code", Asset: archive})
	set("aws_lambda_function", "function_name", tfbridge.AutoName("name", 64, "-"))
	set("aws_lambda_layer_version", "filename", &tfbridge.SchemaInfo{Name: "code", Asset: archive})
	set("aws_s3_bucket", "bucket", tfbridge.AutoNameTransform("bucket", 63, strings.ToLower))
	set("aws_s3_object", "key", nameOfResource)
	set("aws_s3_object", "source", &tfbridge.SchemaInfo{
		Asset: &tfbridge.AssetTranslation{Kind: tfbridge.FileAsset},
	})
	tagsAreComputed(info)
	info.SetAutonaming(255, "-")
}

// nameOfResource defaults an input to the resource's name in the program.
var nameOfResource = &tfbridge.SchemaInfo{
	Default: &tfbridge.DefaultInfo{
		ComputeDefault: func(_ context.Context, opts tfbridge.ComputeDefaultOptions) (any, error) {
			return opts.URN.Name(), nil
		},
	},
}

// tagsAreComputed makes tagsAll an output: it is what tags and the provider's default tags add up to.
func tagsAreComputed(info tfbridge.ProviderInfo) {
	for name, resource := range info.Resources {
		upstream := info.P.ResourcesMap().Get(name)
		if tags, found := upstream.Schema().GetOk("tags_all"); found && tags.Optional() {
			resource.Fields["tags_all"] = &tfbridge.SchemaInfo{MarkAsComputedOnly: tfbridge.True()}
		}
	}
}
