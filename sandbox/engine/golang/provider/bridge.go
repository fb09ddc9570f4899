package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"log"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-provider-aws/internal"
	"github.com/hashicorp/terraform-provider-aws/internal/provider/framework"
	"github.com/hashicorp/terraform-provider-aws/internal/provider/sdkv2"
	pftfbridge "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	shim "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim"
	shimv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
)

//go:embed types.json
var typesDocument []byte

// types maps upstream names to "module/Name" as in pulumi_aws.
type types struct {
	Resources map[string]string `json:"resources"`
	Functions map[string]string `json:"functions"`
}

// upstream builds HashiCorp's provider: its two halves (old SDK and plugin framework) as one.
func upstream(ctx context.Context) shim.Provider {
	internal.RegisterSmarterrFS()
	classic, err := sdkv2.NewProvider(ctx)
	if err != nil {
		log.Fatal(err)
	}
	modern, err := framework.NewProvider(ctx, classic)
	if err != nil {
		log.Fatal(err)
	}
	return pftfbridge.MuxShimWithPF(ctx, shimv2.NewProvider(classic), modern)
}

func bridged(ctx context.Context) tfbridge.ProviderInfo {
	var kept types
	if err := json.Unmarshal(typesDocument, &kept); err != nil {
		log.Fatal(err)
	}
	info := tfbridge.ProviderInfo{
		P:                              upstream(ctx),
		Name:                           "aws",
		Version:                        version,
		ResourcePrefix:                 "aws",
		MetadataInfo:                   tfbridge.NewProviderMetadata(metadata),
		Config:                         config,
		ExtraTypes:                     policyTypes(),
		Resources:                      map[string]*tfbridge.ResourceInfo{},
		DataSources:                    map[string]*tfbridge.DataSourceInfo{},
		EnableZeroDefaultSchemaVersion: true,
		EnableAccurateBridgePreview:    true,
	}
	for name, path := range kept.Resources {
		module, title := split(path)
		info.Resources[name] = &tfbridge.ResourceInfo{
			Tok:    tokens.Type(token(module, title)),
			Fields: map[string]*tfbridge.SchemaInfo{},
		}
	}
	for name, path := range kept.Functions {
		module, title := split(path)
		info.DataSources[name] = &tfbridge.DataSourceInfo{
			Tok: tokens.ModuleMember(token(module, title)),
		}
	}
	name(info)
	ignoreTheRest(&info)
	return info
}

// ignoreTheRest tells the bridge that every other type of upstream is left out on purpose.
func ignoreTheRest(info *tfbridge.ProviderInfo) {
	ignore := func(name string) {
		info.IgnoreMappings = append(info.IgnoreMappings, name)
	}
	info.P.ResourcesMap().Range(func(name string, _ shim.Resource) bool {
		if _, kept := info.Resources[name]; !kept {
			ignore(name)
		}
		return true
	})
	info.P.DataSourcesMap().Range(func(name string, _ shim.Resource) bool {
		if _, kept := info.DataSources[name]; !kept {
			ignore(name)
		}
		return true
	})
	for _, function := range []string{"arn_build", "arn_parse", "trim_iam_role_path", "user_agent"} {
		ignore(function)
	}
}

func split(path string) (module, title string) {
	module, title, found := strings.Cut(path, "/")
	if !found {
		log.Fatalf("types.json: %q is not module/Name", path)
	}
	return module, title
}

// token is "aws:lambda/function:Function" for lambda and Function.
func token(module, title string) string {
	file := []rune(title)
	file[0] = unicode.ToLower(file[0])
	return fmt.Sprintf("aws:%s/%s:%s", module, string(file), title)
}
