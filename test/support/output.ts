/** Runs something and keeps what it wrote to the standard output, instead of showing it. */
export async function outputOf<T>(work: () => Promise<T>): Promise<{ result: T; output: string }> {
  const write = process.stdout.write.bind(process.stdout);
  let output = "";
  process.stdout.write = (text: string | Uint8Array) => {
    output += text.toString();
    return true;
  };
  try {
    return { result: await work(), output };
  } finally {
    process.stdout.write = write;
  }
}
