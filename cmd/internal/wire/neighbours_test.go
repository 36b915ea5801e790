package wire

import (
	"net/netip"
	"testing"

	"xiaochuang/desk"
	"xiaochuang/peripherals/dnssd"
)

const boxID = "01234567-89ab-cdef-0123-456789abcdef"

// TestNeighboursAreKnownAgain holds how a machine of the network is told from the
// one in service, and that a box which prints and scans is told as one.
func TestNeighboursAreKnownAgain(t *testing.T) {
	m := dnssd.Machine{UUID: boxID, Name: "Office", Model: "Example MFP", Place: "2F", Addr: netip.MustParseAddr("192.0.2.20"), Services: []dnssd.Service{
		{Type: dnssd.IPP, At: "ipp://192.0.2.20:631/ipp/print"}, {Type: dnssd.ESCL, At: "http://192.0.2.20:80/eSCL"},
	}}
	p := neighbour(m, desk.FamilyPrinter, m.At(dnssd.IPP))
	if p.Name != "Example MFP 2F" || p.UUID != boxID || p.Model != modelIPP || p.Form != desk.FormURL || len(p.Also) != 1 || p.Also[0] != desk.FamilyScanner {
		t.Errorf("%+v", p)
	}
	for _, tt := range []struct{ name, at, uuid, code, was string }{
		{"nothing in service", "", "", "", ""},
		{"the same", "ipp://192.0.2.20/ipp/print/", boxID, "in_use", ""},
		{"the same, typed by hand", "ipp://192.0.2.20:631/ipp/print", "", "in_use", ""},
		{"at another address", "ipp://192.0.2.33/ipp/print", boxID, "moved", "ipp://192.0.2.33/ipp/print"},
		{"another at its address", "ipp://192.0.2.20/ipp/print", "11111111-89ab-cdef-0123-456789abcdef", "another", ""},
		{"another altogether", "ipp://192.0.2.33/ipp/print", "11111111-89ab-cdef-0123-456789abcdef", "", ""},
	} {
		was := desk.Fitting{Family: desk.FamilyPrinter, At: tt.at, UUID: tt.uuid}
		if tt.at != "" {
			was.Model = modelIPP
		}
		if got := marked(p, was); got.Code != tt.code || got.Was != tt.was {
			t.Errorf("%s: %s %s", tt.name, got.Code, got.Was)
		}
	}
}

// TestTheNumberOfAMachineIsKept puts a machine of the network in service: its
// number goes into the file, and a typed address takes it out again.
func TestTheNumberOfAMachineIsKept(t *testing.T) {
	d, _, b := workshop(t)
	for _, tt := range []struct{ at, uuid string }{{"ipp://127.0.0.1:9/ipp/print", boxID}, {"ipp://127.0.0.1:10/ipp/print", ""}} {
		if _, err := b.Fit(t.Context(), d.Mint(), lead, desk.Fitting{Family: desk.FamilyPrinter, Model: modelIPP, At: tt.at, UUID: tt.uuid}); err != nil {
			t.Fatal(err)
		}
		c, err := LoadConfig(d.Dir)
		if err != nil || c.Devices.Printer.URL != tt.at || c.Devices.Printer.UUID != tt.uuid {
			t.Errorf("the file says %+v, %v", c.Devices.Printer, err)
		}
		if f := b.fitting(desk.FamilyPrinter); f.UUID != tt.uuid {
			t.Errorf("in service: %+v", f)
		}
	}
}

// TestTheNetworkIsLeftAlone holds that the key of the configuration is obeyed.
func TestTheNetworkIsLeftAlone(t *testing.T) {
	_, _, b := workshop(t, setting{"devices.discover", false})
	b.near = []dnssd.Machine{{Services: []dnssd.Service{{Type: dnssd.IPP, At: "ipp://192.0.2.20:631/ipp/print"}}}}
	if b.discovers() || len(b.neighbours(t.Context(), desk.FamilyPrinter)) != 0 {
		t.Error("it was asked who is there")
	}
}
