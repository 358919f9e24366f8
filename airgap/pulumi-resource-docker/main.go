// The Docker provider for Pulumi: the upstream Docker provider behind Pulumi's
// bridge, reduced to the resources this project uses. The published plugin is
// made the same way; its download is what an air-gapped machine lacks.
package main

import (
	"context"
	"log"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	shimv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	"github.com/pulumi/pulumi/pkg/v3/resource/provider"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/terraform-providers/terraform-provider-docker/shim"
)

// version is the version of @pulumi/docker whose field names this follows.
const version = "5.2.0"

func main() {
	info := providerInfo()
	err := provider.Main("docker", func(host *provider.HostClient) (pulumirpc.ResourceProviderServer, error) {
		return tfbridge.NewProvider(context.Background(), host, "docker", version, info.P, info, []byte("{}")), nil
	})
	if err != nil {
		log.Fatal(err)
	}
}

// providerInfo names the resources and fields as @pulumi/docker does.
func providerInfo() tfbridge.ProviderInfo {
	info := tfbridge.ProviderInfo{
		P:            shimv2.NewProvider(shim.NewProvider(version)),
		Name:         "docker",
		Version:      version,
		MetadataInfo: tfbridge.NewProviderMetadata([]byte("{}")),
		Config: map[string]*tfbridge.SchemaInfo{
			"registry_auth": singular("registryAuth"),
		},
		Resources: map[string]*tfbridge.ResourceInfo{
			"docker_container": {
				Tok: "docker:index/container:Container",
				Fields: map[string]*tfbridge.SchemaInfo{
					"command":           singular("command"),
					"networks_advanced": singular("networksAdvanced"),
				},
				// Two containers cannot share a published port or a fixed name.
				DeleteBeforeReplace: true,
			},
			"docker_image": {
				Tok: "docker:index/remoteImage:RemoteImage",
				Fields: map[string]*tfbridge.SchemaInfo{
					// The name is that of an existing image, never a generated one.
					"name": {Name: "name"},
				},
			},
			"docker_network": {Tok: "docker:index/network:Network"},
			"docker_volume":  {Tok: "docker:index/volume:Volume"},
		},
		DataSources: map[string]*tfbridge.DataSourceInfo{
			"docker_image": {Tok: "docker:index/getRemoteImage:getRemoteImage"},
		},
		IgnoreMappings: []string{
			"docker_registry_image", "docker_config", "docker_secret", "docker_service",
			"docker_plugin", "docker_tag", "docker_buildx_builder",
			"docker_registry_image_manifests", "docker_logs",
		},
	}
	info.SetAutonaming(255, "-")
	return info
}

// singular keeps a list's name where the bridge would make a plural of it.
func singular(name string) *tfbridge.SchemaInfo {
	return &tfbridge.SchemaInfo{Name: name}
}
