/**
 * The SDK takes a stack trace for every resource and for each of their promises, and looks every frame up in source maps:
 * a tenth of a preview, for what nobody reads. Those are errors without a message; others keep the frame they came from
 * (with more of them, the maps of the whole SDK are read, which takes half a minute).
 */
Error.stackTraceLimit = 1;

const write = Error.prepareStackTrace?.bind(Error);
if (write) {
  Error.prepareStackTrace = (error, frames): unknown =>
    error.message === "" ? String(error) : write(error, frames);
}
