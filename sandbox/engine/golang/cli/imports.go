//go:build imports

// Package cli names what is built from this module, so that `go mod tidy` keeps its requirements.
package cli

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
