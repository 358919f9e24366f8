/** How our own resources ask AWS. */

/**
 * AWS answers an account so many questions a second, whoever asks them. The SDK's own three attempts are over within
 * seconds; six of them wait a quarter of a minute on average, half a minute at most.
 */
export const awsRetries = { retryMode: "standard", maxAttempts: 6 } as const;

/** @param load imports a package of the SDK */
export async function loadSdk<T>(load: () => Promise<T>): Promise<T> {
  // Its version is pinned; what later ones want of Node is no news for whoever runs pulumi.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  return load();
}
