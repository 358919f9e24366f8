/** What `bin/pulumi-resource-aws` runs. */
import { AwsProvider } from "./aws";
import { serve } from "./host";

void serve(new AwsProvider());
