import { awsDataKinds } from "../support/provider/aws-data-kinds";
import { keepsTheContract } from "../support/provider/contract";

keepsTheContract("the types that data is kept in on AWS", awsDataKinds);
