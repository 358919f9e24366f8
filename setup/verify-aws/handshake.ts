/** Which versions of TLS a listener speaks. */
import { connect, type SecureVersion } from "node:tls";
import type { Door } from "../../components/load-balancer/request";

/** The other side's own words for no: alerts of TLS, or the end of the connection. */
const refusals = [
  "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
  "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE",
  "ECONNRESET",
];

/** @returns whether it speaks this version. @throws for anything else: a certificate that is not trusted, no answer. */
export function speaks(
  { host, port, domain }: Door,
  version: SecureVersion,
  timeoutMs = 10_000,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      servername: domain,
      minVersion: version,
      maxVersion: version,
      // Old versions need it on this side: that this side refuses would show nothing of the other one.
      ciphers: "DEFAULT@SECLEVEL=0",
    });
    socket.setTimeout(timeoutMs, () =>
      socket.destroy(new Error(`${host}:${port} gave no answer in ${timeoutMs / 1_000} s`)),
    );
    socket.once("secureConnect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", (error: NodeJS.ErrnoException) =>
      refusals.includes(error.code ?? "") ? resolve(false) : reject(error),
    );
  });
}
