package wire

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"xiaochuang/desk"
	"xiaochuang/peripherals/dnssd"
)

// nearFor is how long what was heard of the network is told again before it is
// asked once more: the set-up looks every two seconds.
const nearFor = 8 * time.Second

// discovers reports whether the network may be asked who is there.
func (b *Bench) discovers() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.cfg.Discover == nil || *b.cfg.Discover
}

// neighbours lists the machines of the network that can be a device of a family.
func (b *Bench) neighbours(ctx context.Context, f desk.Family) []desk.Plugged {
	types := map[desk.Family][]string{
		desk.FamilyPrinter: {dnssd.IPP, dnssd.IPPS}, desk.FamilyScanner: {dnssd.ESCL, dnssd.ESCLS}, desk.FamilyTicket: {dnssd.Raw},
	}[f]
	if types == nil || !b.discovers() {
		return nil
	}
	b.mu.Lock()
	list, fresh := b.near, time.Since(b.heard) < nearFor
	b.mu.Unlock()
	if !fresh {
		var err error
		if list, err = dnssd.Look(ctx, dnssd.Options{Loopback: b.d.Station.Demo}); err != nil {
			return nil // an address can be typed
		}
		b.mu.Lock()
		b.near, b.heard = list, time.Now()
		b.mu.Unlock()
	}
	was := b.fitting(f)
	var out []desk.Plugged
	for _, m := range list {
		at := m.At(types...)
		if at == "" || f == desk.FamilyTicket && m.Prints() {
			continue // an A4 printer takes no receipts
		}
		out = append(out, marked(neighbour(m, f, at), was))
	}
	return out
}

// neighbour words a machine of the network.
func neighbour(m dnssd.Machine, f desk.Family, at string) desk.Plugged {
	p := desk.Plugged{At: at, Form: desk.FormURL, Name: cmp.Or(m.Model, m.Name), Bus: "mdns", UUID: m.UUID}
	if m.Model != "" && m.Place != "" {
		p.Name += " " + m.Place
	}
	switch f {
	case desk.FamilyPrinter:
		p.Model = modelIPP
	case desk.FamilyScanner:
		p.Model = modelESCL
	case desk.FamilyTicket:
		p.Form = desk.FormNetwork
	}
	if f != desk.FamilyPrinter && m.Prints() {
		p.Also = append(p.Also, desk.FamilyPrinter)
	}
	if f != desk.FamilyScanner && m.Scans() {
		p.Also = append(p.Also, desk.FamilyScanner)
	}
	return p
}

// marked tells a machine from the one in service: the same, the same at another
// address, or another at its address. Nothing is changed by that; the technician
// tries it and puts it in service.
func marked(p desk.Plugged, was desk.Fitting) desk.Plugged {
	if was.Model == "" {
		return p
	}
	here := samePlace(p.At, was.At)
	switch {
	case here && was.UUID != "" && p.UUID != was.UUID:
		p.Code = "another"
	case here:
		p.Code = "in_use"
	case was.UUID != "" && p.UUID == was.UUID:
		p.Code, p.Was = "moved", was.At
	}
	return p
}

// samePlace compares two addresses as they may be written.
func samePlace(a, b string) bool {
	x, err1 := url.Parse(a)
	y, err2 := url.Parse(b)
	if err1 != nil || err2 != nil {
		return a == b
	}
	usual := map[string]string{"http": "80", "https": "443", "ipp": "631", "ipps": "631"}
	port := func(u *url.URL) string { return cmp.Or(u.Port(), usual[u.Scheme]) }
	return x.Scheme == y.Scheme && strings.EqualFold(x.Hostname(), y.Hostname()) && port(x) == port(y) && strings.Trim(x.Path, "/") == strings.Trim(y.Path, "/")
}

// without leaves out what another list has already.
func without(list, other []desk.Plugged) []desk.Plugged {
	return slices.DeleteFunc(list, func(p desk.Plugged) bool {
		return slices.ContainsFunc(other, func(o desk.Plugged) bool { return samePlace(o.At, p.At) })
	})
}
