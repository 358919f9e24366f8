package main

import (
	"cmp"
	"fmt"
	"log"
	"slices"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
)

type state struct {
	pods       []*core.Pod
	namespaces []*core.Namespace
	policies   []*networking.NetworkPolicy
}

// Those who send or are sent to: a range of addresses, and whose it is when it is one pod's.
type party struct {
	addresses string
	pod       *core.Pod
}

// What may pass a pod's chain returns from it; what reaches its end is dropped.
func (s state) table() table {
	t := table{entry: {"-m conntrack --ctstate ESTABLISHED,RELATED -j RETURN"}}
	for _, pod := range s.living() {
		ip := pod.Status.PodIP
		for _, direction := range []networking.PolicyType{networking.PolicyTypeEgress, networking.PolicyTypeIngress} {
			policies := s.selecting(pod, direction)
			if len(policies) == 0 {
				continue
			}
			flag, other := "-s", "-d"
			if direction == networking.PolicyTypeIngress {
				flag, other = other, flag
			}
			name := map[string]string{"-s": "from-", "-d": "to-"}[flag] + ip
			t[entry] = append(t[entry], fmt.Sprintf("%s %s ! %s %s -j %s", flag, ip, other, ip, name))
			rules := []string{}
			for _, policy := range policies {
				rules = append(rules, s.allowed(pod, policy, direction, other)...)
			}
			slices.Sort(rules)
			t[name] = append(slices.Compact(rules), "-j DROP")
		}
	}
	return t
}

// Pods with an address of their own. That of one that has ended may be another's by now.
func (s state) living() []*core.Pod {
	living := slices.DeleteFunc(slices.Clone(s.pods), func(pod *core.Pod) bool {
		return pod.Status.PodIP == "" || pod.Spec.HostNetwork ||
			pod.Status.Phase == core.PodSucceeded || pod.Status.Phase == core.PodFailed
	})
	slices.SortFunc(living, func(a, b *core.Pod) int { return cmp.Compare(a.Status.PodIP, b.Status.PodIP) })
	return living
}

func (s state) selecting(pod *core.Pod, direction networking.PolicyType) []*networking.NetworkPolicy {
	return slices.DeleteFunc(slices.Clone(s.policies), func(policy *networking.NetworkPolicy) bool {
		return policy.Namespace != pod.Namespace || !slices.Contains(policy.Spec.PolicyTypes, direction) ||
			!matches(&policy.Spec.PodSelector, pod.Labels)
	})
}

// The rules by which the policy lets the pod send, or be sent to.
func (s state) allowed(pod *core.Pod, policy *networking.NetworkPolicy, direction networking.PolicyType, other string) []string {
	rules := []string{}
	add := func(peers []networking.NetworkPolicyPeer, ports []networking.NetworkPolicyPort) {
		for _, party := range s.parties(policy.Namespace, peers) {
			receiver := party.pod
			if direction == networking.PolicyTypeIngress {
				receiver = pod
			}
			for _, port := range portMatches(receiver, ports) {
				rules = append(rules, fmt.Sprintf("%s %s%s -j RETURN", other, party.addresses, port))
			}
		}
	}
	if direction == networking.PolicyTypeIngress {
		for _, rule := range policy.Spec.Ingress {
			add(rule.From, rule.Ports)
		}
	} else {
		for _, rule := range policy.Spec.Egress {
			add(rule.To, rule.Ports)
		}
	}
	return rules
}

func (s state) parties(namespace string, peers []networking.NetworkPolicyPeer) []party {
	parties := []party{}
	if len(peers) == 0 {
		parties = append(parties, party{addresses: "0.0.0.0/0"})
	}
	for _, peer := range peers {
		if peer.IPBlock == nil {
			for _, pod := range s.living() {
				if s.isPeer(pod, namespace, peer) {
					parties = append(parties, party{pod.Status.PodIP, pod})
				}
			}
		} else if len(peer.IPBlock.Except) > 0 {
			log.Printf("%s: a block with exceptions allows nothing here: they are not enforced", namespace)
		} else {
			parties = append(parties, party{addresses: peer.IPBlock.CIDR})
		}
	}
	return parties
}

func (s state) isPeer(pod *core.Pod, namespace string, peer networking.NetworkPolicyPeer) bool {
	if peer.PodSelector != nil && !matches(peer.PodSelector, pod.Labels) {
		return false
	}
	if peer.NamespaceSelector == nil {
		return pod.Namespace == namespace
	}
	return slices.ContainsFunc(s.namespaces, func(its *core.Namespace) bool {
		return its.Name == pod.Namespace && matches(peer.NamespaceSelector, its.Labels)
	})
}

func matches(selector *meta.LabelSelector, set map[string]string) bool {
	// The API server has checked it.
	found, err := meta.LabelSelectorAsSelector(selector)
	return err == nil && found.Matches(labels.Set(set))
}

// One for each port; no ports are all of them.
func portMatches(receiver *core.Pod, ports []networking.NetworkPolicyPort) []string {
	if len(ports) == 0 {
		return []string{""}
	}
	found := []string{}
	for _, port := range ports {
		protocol := core.ProtocolTCP
		if port.Protocol != nil {
			protocol = *port.Protocol
		}
		name := map[core.Protocol]string{core.ProtocolTCP: "tcp", core.ProtocolUDP: "udp", core.ProtocolSCTP: "sctp"}[protocol]
		switch {
		case port.Port == nil:
			found = append(found, " -p "+name)
		case port.Port.Type == intstr.String:
			for _, number := range named(receiver, port.Port.StrVal, protocol) {
				found = append(found, fmt.Sprintf(" -p %s --dport %d", name, number))
			}
		case port.EndPort != nil:
			found = append(found, fmt.Sprintf(" -p %s --dport %d:%d", name, port.Port.IntVal, *port.EndPort))
		default:
			found = append(found, fmt.Sprintf(" -p %s --dport %d", name, port.Port.IntVal))
		}
	}
	return found
}

// The pod's ports of that name. Addresses that are no pod's have none.
func named(pod *core.Pod, name string, protocol core.Protocol) []int32 {
	numbers := []int32{}
	if pod == nil {
		return numbers
	}
	for _, container := range pod.Spec.Containers {
		for _, port := range container.Ports {
			if port.Name == name && cmp.Or(port.Protocol, core.ProtocolTCP) == protocol {
				numbers = append(numbers, port.ContainerPort)
			}
		}
	}
	return numbers
}
