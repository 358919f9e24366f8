/** What `bin/pulumi-resource-kubernetes` runs. */
import { serve } from "./host";
import { KubernetesProvider } from "./kubernetes";

void serve(new KubernetesProvider());
