package main

import (
	"fmt"
	"slices"
	"strings"
)

// The rules of each chain, as iptables-restore reads them.
type table map[string][]string

// Addresses of Services are those of pods by then, and nothing else uses this table: no order to agree upon.
const tableName, entry = "mangle", "POLICIES"

func (t table) chains() []string {
	names := []string{}
	for name := range t {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (t table) equals(other table) bool {
	return slices.Equal(t.chains(), other.chains()) && !slices.ContainsFunc(t.chains(), func(name string) bool {
		return !slices.Equal(t[name], other[name])
	})
}

// What makes this table of the former one.
func (t table) after(former table) string {
	var text strings.Builder
	line := func(format string, values ...any) { fmt.Fprintf(&text, format+"\n", values...) }
	line("*%s", tableName)
	// Named so, a chain is there, and empty.
	for _, name := range t.chains() {
		line(":%s - [0:0]", name)
	}
	// Between pods and others, and from pods to the node. The node itself may always reach its pods.
	for _, name := range []string{"FORWARD", "INPUT"} {
		line("-F %s", name)
		line("-A %s -j %s", name, entry)
	}
	for _, name := range t.chains() {
		for _, rule := range t[name] {
			line("-A %s %s", name, rule)
		}
	}
	for _, name := range former.chains() {
		if _, stays := t[name]; !stays {
			line("-F %s", name)
			line("-X %s", name)
		}
	}
	line("COMMIT")
	return text.String()
}
