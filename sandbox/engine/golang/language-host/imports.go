//go:build imports

// Package languagehost names what is built from this module, so that `go mod tidy` keeps its
// requirements. Newer releases of the SDK's module no longer contain the host; this one works with
// today's engine.
package languagehost

import _ "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python"
