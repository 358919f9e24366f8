#!/usr/bin/env bash
# Builds Kubernetes, etcd, CoreDNS and the network plugins from their published Go
# modules, and what enforces NetworkPolicies, each once per content of its folder here. Prints the folder with the
# finished programs; with --where builds nothing.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"
# shellcheck source=../build.sh
source "$ROOT/airgap/build.sh"

VERSION=$(sed -nE 's|^[[:space:]]*k8s.io/kubernetes (v[0-9.]+).*|\1|p' "$HERE/kubernetes/go.mod")
if [[ -z $VERSION ]]; then fail "airgap/kubernetes/kubernetes/go.mod names no version of k8s.io/kubernetes" "Run there: go mod tidy"; fi
# shellcheck disable=SC2034 # said by part, once
ANNOUNCE="Kubernetes ${VERSION#v} is built from Go modules, once (ten minutes, longer beside other work)."
# Images with nothing but the program need static ones.
export CGO_ENABLED=0

# Without a version number clients take the server for broken.
build_kubernetes() { # PROGRAM
  local minor=${VERSION#v1.}
  build kubernetes/kubernetes "$1" "k8s.io/kubernetes/cmd/$1" -ldflags "-s -w \
    -X k8s.io/component-base/version.gitVersion=$VERSION \
    -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=${minor%%.*}"
}

build_small() { # FOLDER PROGRAM PACKAGE
  build "kubernetes/$1" "$2" "$3" -ldflags "-s -w"
}

build_all() {
  local plugins=github.com/containernetworking/plugins/plugins
  part kubernetes/kubernetes kube-apiserver "kube-apiserver (1 of 13, the longest)" build_kubernetes kube-apiserver
  part kubernetes/kubernetes kube-controller-manager "kube-controller-manager (2 of 13)" build_kubernetes kube-controller-manager
  part kubernetes/kubernetes kube-scheduler "kube-scheduler (3 of 13)" build_kubernetes kube-scheduler
  part kubernetes/kubernetes kubelet "kubelet (4 of 13)" build_kubernetes kubelet
  part kubernetes/kubernetes kube-proxy "kube-proxy (5 of 13)" build_kubernetes kube-proxy
  part kubernetes/kubernetes kubectl "kubectl (6 of 13)" build_kubernetes kubectl
  part kubernetes/kubernetes etcd "etcd (7 of 13)" build_small kubernetes etcd go.etcd.io/etcd/server/v3
  part kubernetes/cni-plugins bridge "network plugin bridge (8 of 13)" build_small cni-plugins bridge "$plugins/main/bridge"
  part kubernetes/cni-plugins host-local "network plugin host-local (9 of 13)" build_small cni-plugins host-local "$plugins/ipam/host-local"
  part kubernetes/cni-plugins loopback "network plugin loopback (10 of 13)" build_small cni-plugins loopback "$plugins/main/loopback"
  part kubernetes/coredns coredns "CoreDNS (11 of 13)" build_small coredns coredns .
  part kubernetes/pause pause "pause (12 of 13)" build_small pause pause .
  part kubernetes/network-policies network-policies "network-policies (13 of 13)" build_small network-policies network-policies .
}

TARGET=$TOOLS_CACHE/kubernetes-$(key kubernetes)
if [[ ${1:-} != --where ]]; then built_once "$TARGET" "Kubernetes" build_all; fi
echo "$TARGET/bin"
