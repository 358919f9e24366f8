import { calls } from "./calls";
import { serve } from "./serve";

void serve(calls);
