package dnssd

import (
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"
)

// The machines of these tests have addresses for documentation (RFC 5737).
var anywhere = func(netip.Addr) bool { return true }

// told is a packet with records in the form of a zone file.
func told(t testing.TB, records ...string) []byte {
	t.Helper()
	m := dns.Msg{}
	m.Response, m.Authoritative = true, true
	for _, s := range records {
		r, err := dns.NewRR(s)
		if err != nil {
			t.Fatal(s, err)
		}
		m.Answer = append(m.Answer, r)
	}
	b, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A full answer of a machine that prints and scans, in two packets.
var (
	mfpPrints = []string{
		`_ipp._tcp.local. 120 IN PTR Office\032M1.5\032[b4\.2a]._ipp._tcp.local.`,
		`Office\032M1.5\032[b4\.2a]._ipp._tcp.local. 120 IN SRV 0 0 631 mfp.local.`,
		`Office\032M1.5\032[b4\.2a]._ipp._tcp.local. 120 IN TXT "txtvers=1" "rp=ipp/print" "ty=Example MFP M1.5" "note=2F" "UUID=01234567-89AB-cdef-0123-456789abcdef"`,
		`mfp.local. 120 IN A 192.0.2.20`,
	}
	mfpScans = []string{
		`_uscan._tcp.local. 120 IN PTR Office._uscan._tcp.local.`,
		`Office._uscan._tcp.local. 120 IN SRV 0 0 80 mfp.local.`,
		`Office._uscan._tcp.local. 120 IN TXT "rs=eSCL" "ty=Example MFP M1.5" "UUID=01234567-89ab-cdef-0123-456789abcdef"`,
		`_pdl-datastream._tcp.local. 120 IN PTR Office._pdl-datastream._tcp.local.`,
		`Office._pdl-datastream._tcp.local. 120 IN SRV 0 0 9100 mfp.local.`,
	}
)

func TestOneBoxIsOneMachine(t *testing.T) {
	b := newBook()
	b.hear(told(t, mfpScans...), anywhere)
	if want := b.wanting(); len(b.machines()) != 0 || len(want) == 0 || want[0].Qtype != dns.TypeA || want[0].Name != "mfp.local." {
		t.Errorf("without an address: %v, asked for %v", b.machines(), want)
	}
	b.hear(told(t, mfpPrints...), anywhere)
	list := b.machines()
	if len(list) != 1 {
		t.Fatalf("%+v", list)
	}
	m := list[0]
	want := []Service{{IPP, "ipp://192.0.2.20:631/ipp/print"}, {ESCL, "http://192.0.2.20:80/eSCL"}, {Raw, "192.0.2.20:9100"}}
	if m.UUID != "01234567-89ab-cdef-0123-456789abcdef" || m.Name != "Office" && m.Name != "Office M1.5 [b4.2a]" || m.Model != "Example MFP M1.5" ||
		m.Place != "2F" || !slices.Equal(m.Services, want) || !m.Prints() || !m.Scans() {
		t.Errorf("%+v", m)
	}
}

// TestHostileAnswers holds what is not taken from whoever answers.
func TestHostileAnswers(t *testing.T) {
	link := func(a netip.Addr) bool { return netip.MustParsePrefix("192.0.2.0/24").Contains(a) }
	for _, tt := range []struct {
		name  string
		is    string
		in    string // in the place of which
		gone  bool   // no machine is left
		check func(Machine) bool
	}{
		{"an address of elsewhere", "IN A 203.0.113.7", "IN A 192.0.2.20", true, nil},
		{"no port", "SRV 0 0 0", "SRV 0 0 631", true, nil},
		{"a path out of the printer", "rp=../../etc", "rp=ipp/print", true, nil},
		{"a path with a host", "rp=@203.0.113.7/x", "rp=ipp/print", true, nil},
		{"a path with a question", "rp=x?y", "rp=ipp/print", true, nil},
		{"a name that paints", `ty=\027[2JRed`, "ty=Example MFP M1.5", false, func(m Machine) bool { return m.Model == "[2JRed" }},
		{"a name that turns", "ty=A\u202eB", "ty=Example MFP M1.5", false, func(m Machine) bool { return m.Model == "AB" }},
		{"a long name", "ty=" + strings.Repeat("长", 80), "ty=Example MFP M1.5", false, func(m Machine) bool { return len([]rune(m.Model)) == 80 }},
		{"a UUID that is none", "UUID=../x", "UUID=01234567-89AB-cdef-0123-456789abcdef", false, func(m Machine) bool { return m.UUID == "" }},
		{"a UUID of zeros", "UUID=00000000-0000-0000-0000-000000000000", "UUID=01234567-89AB-cdef-0123-456789abcdef", false, func(m Machine) bool { return m.UUID == "" }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var list []string
			found := false
			for _, r := range mfpPrints {
				found = found || strings.Contains(r, tt.in)
				list = append(list, strings.Replace(r, tt.in, tt.is, 1))
			}
			b := newBook()
			b.hear(told(t, list...), link)
			got := b.machines()
			switch {
			case !found:
				t.Fatal("nothing was replaced")
			case tt.gone && len(got) != 0, !tt.gone && (len(got) != 1 || !tt.check(got[0])):
				t.Errorf("%+v", got)
			}
		})
	}
	t.Run("a question is no answer", func(t *testing.T) {
		b := newBook()
		p := told(t, mfpPrints...)
		p[2] &^= 0x80
		b.hear(p, anywhere)
		if len(b.machines()) != 0 {
			t.Errorf("%+v", b.machines())
		}
	})
	t.Run("a flood", func(t *testing.T) {
		b := newBook()
		for i := range 3000 {
			n := strings.Repeat("x", i%50+1) + strings.Repeat("y", i/50)
			b.hear(told(t, "_ipp._tcp.local. 1 IN PTR "+n[:min(len(n), 60)]+"._ipp._tcp.local.", n[:min(len(n), 60)]+".local. 1 IN A 192.0.2.20"), anywhere)
		}
		if len(b.instances) > mostInstances || len(b.hosts) > mostHosts || len(b.wanting()) > mostQuestions+2 {
			t.Errorf("%d instances, %d hosts, %d questions", len(b.instances), len(b.hosts), len(b.wanting()))
		}
	})
}

// announcer answers on the loopback as a machine of the network does: to whoever
// asks, what fits the question.
func announcer(t *testing.T, records []string, shy bool) {
	t.Helper()
	l, err := openLoopback()
	if err != nil {
		t.Fatal(err)
	}
	var open sync.WaitGroup
	t.Cleanup(func() { l.close(); open.Wait() })
	open.Go(func() {
		b := make([]byte, packetBytes)
		for {
			n, _, from, err := l.all.ReadFrom(b)
			if err != nil {
				return
			}
			var m dns.Msg
			if m.Unpack(b[:n]) != nil || m.Response {
				continue
			}
			var say []string
			for _, q := range m.Question {
				for _, r := range records {
					rr, err := dns.NewRR(r)
					if err == nil && rr.Header().Rrtype == q.Qtype && strings.EqualFold(unescape(rr.Header().Name), unescape(q.Name)) {
						say = append(say, r)
						if !shy {
							say = records
						}
					}
				}
			}
			if len(say) == 0 {
				continue
			}
			to := net.Addr(group)
			if from.(*net.UDPAddr).Port != group.Port {
				to = from // RFC 6762, 6.7
			}
			_, _ = l.all.WriteTo(told(t, say...), nil, to)
		}
	})
}

func openLoopback() (*link, error) {
	lo, err := net.InterfaceByName("lo")
	if err != nil {
		return nil, err
	}
	l, err := openLink(*lo)
	if err == nil && l.all == nil {
		return nil, os.ErrPermission
	}
	return l, err
}

// TestLook finds machines by real multicast on the loopback: one that tells all
// at once, and one that tells only what it is asked for.
func TestLook(t *testing.T) {
	for _, shy := range []bool{false, true} {
		name := "tells all at once"
		if shy {
			name = "tells what it is asked for"
		}
		t.Run(name, func(t *testing.T) {
			records := slices.Concat(mfpPrints, mfpScans)
			for i := range records {
				records[i] = strings.Replace(records[i], "192.0.2.20", "127.0.0.1", 1)
			}
			announcer(t, records, shy)
			began := time.Now()
			list, err := Look(t.Context(), Options{Loopback: true})
			if took := time.Since(began); err != nil || took > LookTime+time.Second {
				t.Fatalf("%v after %v", err, took)
			}
			i := slices.IndexFunc(list, func(m Machine) bool { return m.UUID == "01234567-89ab-cdef-0123-456789abcdef" })
			if i < 0 || list[i].At(IPP) != "ipp://127.0.0.1:631/ipp/print" || list[i].At(ESCL) != "http://127.0.0.1:80/eSCL" || list[i].At(Raw) != "127.0.0.1:9100" {
				t.Fatalf("%+v", list)
			}
		})
	}
}

// TestLookUnderFire has somebody answer nonsense as fast as they can.
func TestLookUnderFire(t *testing.T) {
	l, err := openLoopback()
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	stop := make(chan struct{})
	var firing sync.WaitGroup
	firing.Go(func() {
		good := told(t, mfpPrints...)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				b := append([]byte(nil), good...)
				b[i%len(b)] ^= byte(i)
				_, _ = l.all.WriteTo(b, nil, group)
			}
		}
	})
	began := time.Now()
	list, err := Look(t.Context(), Options{Loopback: true})
	close(stop)
	firing.Wait()
	if took := time.Since(began); err != nil || took > LookTime+time.Second || len(list) > mostInstances {
		t.Errorf("%d machines, %v after %v", len(list), err, took)
	}
}

// FuzzAnswer has hostile packets: what is kept is bounded and can be shown.
func FuzzAnswer(f *testing.F) {
	f.Add(told(f, mfpPrints...))
	f.Add(told(f, mfpScans...))
	f.Add([]byte{0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0xc0, 0x0c, 0, 12, 0, 1})
	f.Fuzz(func(t *testing.T, p []byte) {
		b := newBook()
		b.hear(p, anywhere)
		b.hear(told(t, mfpPrints...), anywhere)
		for _, m := range b.machines() {
			if m.UUID != "" && len(m.UUID) != 36 || strings.ContainsAny(m.Name+m.Model+m.Place, "\x00\x1b\n\r\u202e") || len(m.Services) == 0 {
				t.Fatalf("%+v", m)
			}
			for _, s := range m.Services {
				if strings.ContainsAny(s.At, " @?#\x1b\\") || len(s.At) > 200 {
					t.Fatalf("%+v", s)
				}
			}
		}
	})
}
