import { awsNetworkKinds } from "../support/provider/aws-network-kinds";
import { keepsTheContract } from "../support/provider/contract";

keepsTheContract("the types of a network on AWS", awsNetworkKinds);
