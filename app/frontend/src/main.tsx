import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { watchForMissingChunks } from "./reload-once";
import "./styles.css";

// The address of this script carries the hash of its content: it names the build.
watchForMissingChunks(import.meta.url);

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
