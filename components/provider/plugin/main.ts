import "./no-source-maps";
import { addressOfCli } from "../asked";
import { tellNotices } from "../provider";
import { calls } from "./calls";
import { telling } from "./engine";
import { serve } from "./serve";

const engine = addressOfCli(process.argv);
if (engine !== undefined) tellNotices(telling(engine));
void serve(calls);
