#!/usr/bin/env bash
# A certificate authority of this cluster's own, the keys
# it answers for, and a kubeconfig for each who talks to the API server.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

umask 077
mkdir -p "$NODE/keys"
cd "$NODE/keys"

key_of() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key" 2>/dev/null; }

# signed NAME SUBJECT EXTENSIONS
signed() {
  key_of "$1"
  openssl req -new -key "$1.key" -subj "$2" |
    openssl x509 -req -CA ca.crt -CAkey ca.key -CAcreateserial -days 365 -extfile <(printf '%s\n' "$3") -out "$1.crt" 2>/dev/null
}

# client NAME USER [GROUP]: who it is to the API server; groups give the rights.
client() {
  signed "$1" "/${3:+O=$3/}CN=$2" "extendedKeyUsage=clientAuth"
  cat >"$1.kubeconfig" <<END
apiVersion: v1
kind: Config
current-context: cluster
clusters:
  - name: cluster
    cluster:
      server: https://$NODE_ADDRESS:6443
      certificate-authority-data: $(base64 -w 0 ca.crt)
users:
  - name: user
    user:
      client-certificate-data: $(base64 -w 0 "$1.crt")
      client-key-data: $(base64 -w 0 "$1.key")
contexts:
  - name: cluster
    context: { cluster: cluster, user: user }
END
}

key_of ca
openssl req -x509 -new -key ca.key -subj "/CN=maintenance-cluster" -days 365 -out ca.crt \
  -addext "keyUsage=critical,keyCertSign,cRLSign" 2>/dev/null
key_of service-accounts
openssl pkey -in service-accounts.key -pubout -out service-accounts.pub
signed api-server "/CN=kube-apiserver" "extendedKeyUsage=serverAuth
subjectAltName=IP:$NODE_ADDRESS,IP:$API_SERVICE,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local"
client admin admin system:masters
client controller-manager system:kube-controller-manager
client scheduler system:kube-scheduler
client proxy system:kube-proxy
client kubelet system:node:node system:nodes
