/* The theme colours arrowheads of sequences by an id that Mermaid no longer gives them: in the dark they were not seen. */
{
  const { initialize } = mermaid;
  const style = "[id$=arrowhead] path { fill: var(--md-mermaid-sequence-message-line-color); }";
  mermaid.initialize = (options) => initialize({ ...options, themeCSS: `${options.themeCSS ?? ""}${style}` });
}
