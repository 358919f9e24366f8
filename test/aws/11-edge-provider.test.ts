import { awsEdgeKinds } from "../support/provider/aws-edge-kinds";
import { keepsTheContract } from "../support/provider/contract";

keepsTheContract("the types of the edge on AWS", awsEdgeKinds);
