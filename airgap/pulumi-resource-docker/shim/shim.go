// Package shim re-exports the upstream Docker provider, whose package is internal.
// Go allows the import because this module's path lies under the upstream's own.
package shim

import (
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/terraform-providers/terraform-provider-docker/internal/provider"
)

// NewProvider returns the upstream provider.
func NewProvider(version string) *schema.Provider {
	return provider.New(version)()
}
