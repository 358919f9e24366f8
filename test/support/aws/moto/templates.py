"""Launch templates: moto keeps the tags that they had at first, and takes those for tags of what is launched."""

from moto.ec2.models.launch_templates import LaunchTemplate

LaunchTemplate.tags = property(
    lambda template: template.get_tags(), lambda template, tags: None
)

create_version = LaunchTemplate.create_version


def create_without_own_tags(self, data, description):
    others = [
        one
        for one in data.get("TagSpecifications", [])
        if one.get("ResourceType") != "launch-template"
    ]
    return create_version(self, {**data, "TagSpecifications": others}, description)


LaunchTemplate.create_version = create_without_own_tags
