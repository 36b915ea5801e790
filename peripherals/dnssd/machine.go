package dnssd

import (
	"cmp"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// Types of service that are asked for.
const (
	IPP   = "_ipp._tcp"
	IPPS  = "_ipps._tcp"
	ESCL  = "_uscan._tcp"
	ESCLS = "_uscans._tcp"
	Raw   = "_pdl-datastream._tcp" // port 9100
)

// Types lists them.
var Types = []string{IPP, IPPS, ESCL, ESCLS, Raw}

// A Service is one way to reach a machine.
type Service struct {
	Type string
	At   string // ipp://, ipps://, http:// and https:// address, or host:port
}

// A Machine is one box, whatever it can do. Name, Model and Place are its own
// words: printable, and short.
type Machine struct {
	UUID     string // "" where it says none
	Name     string
	Model    string
	Place    string // where it stands
	Addr     netip.Addr
	Services []Service // in the order of Types
}

// At is where a machine offers one of the types, "" for none; the first type is
// tried first.
func (m Machine) At(types ...string) string {
	for _, t := range types {
		for _, s := range m.Services {
			if s.Type == t {
				return s.At
			}
		}
	}
	return ""
}

// Prints and Scans report what a machine can do for the desk.
func (m Machine) Prints() bool { return m.At(IPP, IPPS) != "" }

// Scans reports whether it scans over the network.
func (m Machine) Scans() bool { return m.At(ESCL, ESCLS) != "" }

// An instance is one announced service as it comes together.
type instance struct {
	kind string
	name string // of the instance, without the type
	host string
	port uint16
	text map[string]string
}

// machines puts together what belongs to one box, by name: what has one UUID,
// and what has none by the address.
func (b *book) machines() []Machine {
	var out []Machine
	for _, named := range []bool{true, false} {
		for _, key := range b.order {
			in := b.instances[key]
			addr, ok := b.hosts[in.host]
			id := uuidOf(in.text["uuid"])
			at := in.at(addr)
			if !ok || in.port == 0 || at == "" || (id != "") != named {
				continue
			}
			i := slices.IndexFunc(out, func(m Machine) bool { return named && m.UUID == id || !named && m.Addr == addr })
			if i < 0 {
				i = len(out)
				out = append(out, Machine{UUID: id, Addr: addr})
			}
			out[i].add(in, at)
		}
	}
	for _, m := range out {
		slices.SortStableFunc(m.Services, func(a, b Service) int {
			return cmp.Compare(slices.Index(Types, a.Type), slices.Index(Types, b.Type))
		})
	}
	slices.SortStableFunc(out, func(a, b Machine) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), a.Addr.Compare(b.Addr), cmp.Compare(a.UUID, b.UUID))
	})
	return out
}

// add takes what one service says of its machine; the first word counts.
func (m *Machine) add(in *instance, at string) {
	m.Name = cmp.Or(m.Name, short(in.name, 63))
	m.Model = cmp.Or(m.Model, short(cmp.Or(in.text["ty"], strings.Trim(in.text["product"], "()")), 80))
	m.Place = cmp.Or(m.Place, short(in.text["note"], 60))
	if m.At(in.kind) == "" {
		m.Services = append(m.Services, Service{Type: in.kind, At: at})
	}
}

// at is the address of a service, "" where it cannot be one. It has the address
// of the machine and no name: a desk need not resolve .local.
func (in *instance) at(addr netip.Addr) string {
	host := net.JoinHostPort(addr.String(), strconv.Itoa(int(in.port)))
	path := func(key, usual string) (string, bool) {
		p := strings.Trim(cmp.Or(in.text[key], usual), "/")
		return p, len(p) <= 120 && strings.Trim(p, pathRunes) == "" && !strings.Contains(p, "..")
	}
	switch in.kind {
	case Raw:
		return host
	case IPP, IPPS:
		if p, ok := path("rp", "ipp/print"); ok {
			return fmt.Sprintf("%s://%s/%s", strings.Trim(in.kind[:5], "_."), host, p)
		}
	case ESCL, ESCLS:
		scheme := "http"
		if in.kind == ESCLS {
			scheme = "https"
		}
		if p, ok := path("rs", "eSCL"); ok {
			return fmt.Sprintf("%s://%s/%s", scheme, host, p)
		}
	}
	return ""
}

const pathRunes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._~-"

// uuidOf is a UUID as it is compared, "" for what is none.
func uuidOf(s string) string {
	s = strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(s)), "urn:"), "uuid:"))
	if len(s) != 36 || strings.Trim(s, "0123456789abcdef-") != "" || s == "00000000-0000-0000-0000-000000000000" {
		return ""
	}
	return s
}
