package dnssd

import (
	"net/netip"
	"strings"
	"unicode"

	"github.com/miekg/dns"
)

// Bounds of what is kept of answers.
const (
	mostRecords   = 200 // of one packet
	mostInstances = 200
	mostHosts     = 200
	mostText      = 40 // members of one TXT record
)

// A book is what has been heard so far.
type book struct {
	instances map[string]*instance // by the whole name, in lower case
	order     []string
	hosts     map[string]netip.Addr // by name, in lower case
}

func newBook() *book { return &book{instances: map[string]*instance{}, hosts: map[string]netip.Addr{}} }

// hear takes a packet. onLink reports whether an address is on the link that it
// came from. What is no answer, or cannot be read, is left out.
func (b *book) hear(packet []byte, onLink func(netip.Addr) bool) {
	var m dns.Msg
	if m.Unpack(packet) != nil || !m.Response || m.Opcode != dns.OpcodeQuery || m.Rcode != dns.RcodeSuccess {
		return
	}
	n := 0
	for _, section := range [][]dns.RR{m.Answer, m.Extra} {
		for _, r := range section {
			if n++; n > mostRecords {
				return
			}
			if r != nil && r.Header().Class&^cacheFlush == dns.ClassINET {
				b.record(r, onLink)
			}
		}
	}
}

// cacheFlush is the top bit of a class (RFC 6762, 10.2).
const cacheFlush = 1 << 15

func (b *book) record(r dns.RR, onLink func(netip.Addr) bool) {
	switch r := r.(type) {
	case *dns.PTR:
		if kind, ok := typeOf(r.Hdr.Name); ok && strings.HasSuffix(strings.ToLower(r.Ptr), "."+kind+".local.") {
			b.instance(r.Ptr)
		}
	case *dns.SRV:
		if in := b.instance(r.Hdr.Name); in != nil && len(r.Target) <= 255 {
			in.host, in.port = strings.ToLower(r.Target), r.Port
		}
	case *dns.TXT:
		if in := b.instance(r.Hdr.Name); in != nil {
			in.text = textOf(r.Txt)
		}
	case *dns.A:
		a, ok := netip.AddrFromSlice(r.A.To4())
		name := strings.ToLower(r.Hdr.Name)
		_, known := b.hosts[name]
		if ok && onLink(a) && (known || len(b.hosts) < mostHosts) {
			b.hosts[name] = a
		}
	}
}

// typeOf tells which of our types a name is.
func typeOf(name string) (string, bool) {
	name = strings.ToLower(name)
	for _, t := range Types {
		if name == t+".local." {
			return t, true
		}
	}
	return "", false
}

// instance is the entry of a name such as "Office._ipp._tcp.local.", nil for one
// that was not asked for or is one too many.
func (b *book) instance(name string) *instance {
	key := strings.ToLower(name)
	if in := b.instances[key]; in != nil {
		return in
	}
	for _, t := range Types {
		own, ok := strings.CutSuffix(key, "."+t+".local.")
		if !ok || own == "" || len(b.instances) >= mostInstances {
			continue
		}
		in := &instance{kind: t, name: unescape(name[:len(own)])}
		b.instances[key] = in
		b.order = append(b.order, key)
		return in
	}
	return nil
}

// textOf reads the members of a TXT record (RFC 6763, 6.4): the first of a name
// counts.
func textOf(list []string) map[string]string {
	out := map[string]string{}
	for _, s := range list[:min(len(list), mostText)] {
		key, value, _ := strings.Cut(unescape(s), "=")
		if key = strings.ToLower(key); key != "" && len(key) <= 20 && out[key] == "" {
			out[key] = value
		}
	}
	return out
}

// unescape undoes how the library writes labels and texts: a backslash before a
// character, or before three digits.
func unescape(s string) string {
	var out []byte
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			out = append(out, s[i])
			continue
		}
		if i+3 < len(s) && digit(s[i+1]) && digit(s[i+2]) && digit(s[i+3]) {
			out = append(out, (s[i+1]-'0')*100+(s[i+2]-'0')*10+s[i+3]-'0')
			i += 3
			continue
		}
		i++
		out = append(out, s[i])
	}
	return string(out)
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// short keeps what can be shown of somebody's words, at most n characters.
func short(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsGraphic(r), unicode.Is(unicode.Co, r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	s = strings.Join(strings.Fields(s), " ")
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}

// wanting lists what is still to be asked: the types, then what an instance
// lacks. It is bounded.
func (b *book) wanting() []dns.Question {
	var out []dns.Question
	for _, key := range b.order {
		in := b.instances[key]
		if len(out) >= mostQuestions {
			break
		}
		name := dns.Fqdn(key)
		if in.port == 0 {
			out = append(out, dns.Question{Name: name, Qtype: dns.TypeSRV, Qclass: dns.ClassINET})
		}
		if in.text == nil {
			out = append(out, dns.Question{Name: name, Qtype: dns.TypeTXT, Qclass: dns.ClassINET})
		}
		if _, ok := b.hosts[in.host]; in.host != "" && !ok {
			out = append(out, dns.Question{Name: in.host, Qtype: dns.TypeA, Qclass: dns.ClassINET})
		}
	}
	return out
}

// mostQuestions bounds the second question; it fits into one packet.
const mostQuestions = 15
