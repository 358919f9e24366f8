/** The TypeScript loader has Node read the map of every file of every package: half of what this process takes to start. */
process.setSourceMapsEnabled(false);
