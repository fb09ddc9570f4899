// pulumi-resource-aws: HashiCorp's AWS provider through Pulumi's Terraform bridge, cut to the types
// of types.json. Inputs and outputs are named as in the Python SDK pulumi_aws of the same version.
package main

import (
	"context"
	_ "embed"
	"os"

	pftfbridge "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	pftfgen "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfgen"
)

// Both are empty for the first build, whose binary then generates them with GENERATE_SCHEMA set.
var (
	//go:embed bridge-metadata.json
	metadata []byte
	//go:embed schema.json
	schema []byte
)

// version is set by the linker.
var version string

func main() {
	ctx := context.Background()
	info := bridged(ctx)
	if os.Getenv("GENERATE_SCHEMA") != "" {
		pftfgen.MainWithMuxer(info.Name, info)
		return
	}
	pftfbridge.MainWithMuxer(ctx, info.Name, info, schema)
}
