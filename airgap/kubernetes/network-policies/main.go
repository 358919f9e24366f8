// Enforces the NetworkPolicies of a cluster of one node: watches them, pods and namespaces, and writes rules of
// iptables into the network namespace it runs in. Only what connects anew is judged.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	"k8s.io/client-go/tools/clientcmd"
)

func main() {
	kubeconfig := flag.String("kubeconfig", "", "whom to ask, and as whom")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := enforce(ctx, *kubeconfig); err != nil {
		log.Fatal(err)
	}
}

func enforce(ctx context.Context, kubeconfig string) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	changed := make(chan struct{}, 1)
	pods, err := watch[core.Pod](ctx, config, "pods", changed)
	if err != nil {
		return err
	}
	namespaces, err := watch[core.Namespace](ctx, config, "namespaces", changed)
	if err != nil {
		return err
	}
	policies, err := watch[networking.NetworkPolicy](ctx, config, "networkpolicies", changed)
	if err != nil {
		return err
	}
	written := table{}
	for {
		next := state{pods(), namespaces(), policies()}.table()
		if !next.equals(written) {
			if err := write(next.after(written)); err != nil {
				return err
			}
			written = next
		}
		select {
		case <-ctx.Done():
			return nil
		case <-changed:
		}
	}
}

// All at once or not at all.
func write(text string) error {
	command := exec.Command("iptables-restore", "--wait", "--noflush")
	command.Stdin = strings.NewReader(text)
	command.Stderr = os.Stderr
	if err := command.Run(); err != nil {
		return fmt.Errorf("iptables-restore: %w, given:\n%s", err, text)
	}
	return nil
}
